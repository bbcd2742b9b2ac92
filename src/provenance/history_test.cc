#include "provenance/history.h"

#include <gtest/gtest.h>

namespace pratique::provenance {
namespace {

model::Instruction made(std::string created_by, std::int64_t layer = 0) {
  model::Instruction one;
  one.created_by = std::move(created_by);
  one.layer = layer;
  return one;
}

// Lines of the instructions that the entries were made by; 0: of none.
std::vector<std::uint32_t> lines(std::string_view text, const std::vector<std::string>& created_by) {
  const auto file = read_dockerfile(text);
  EXPECT_TRUE(file) << text;
  if (!file) return {};
  std::vector<model::Instruction> history;
  for (const auto& one : created_by) history.push_back(made(one));
  std::vector<std::uint32_t> all;
  for (const auto& entry : match_history(history, *file, *file->target("")).entries) {
    all.push_back(entry ? file->stages[entry->stage].instructions[entry->instruction].first : 0);
  }
  return all;
}

using Lines = std::vector<std::uint32_t>;

TEST(MatchHistory, TakesEveryFormOfARun) {
  constexpr std::string_view kText = "FROM a\nRUN apk add \\\n  curl\n";
  for (const auto* said : {"RUN /bin/sh -c apk add   curl # buildkit", "/bin/sh -c apk add   curl",
                           "|1 A=b c /bin/sh -c apk add   curl", "RUN apk add curl",
                           "RUN |2 A=b C=/bin/x /bin/sh -c apk add   curl # buildkit"})
    EXPECT_EQ(lines(kText, {said}), Lines{2}) << said;
  EXPECT_EQ(lines(kText, {"RUN /bin/sh -c apk add curl-dev # buildkit"}), Lines{0});
  EXPECT_EQ(lines("FROM a\nRUN [\"apk\", \"add\"]\n", {"RUN apk add # buildkit"}), Lines{2});
}

TEST(MatchHistory, TakesHeredocsAsTheyAreRun) {
  constexpr std::string_view kText = "FROM a\nRUN <<EOF\nmake\nmake install\nEOF\n";
  EXPECT_EQ(lines(kText, {"RUN /bin/sh -c make\nmake install\n # buildkit"}), Lines{2});
  EXPECT_EQ(
      lines("FROM a\nRUN <<EOF\n#!/usr/bin/perl\n1\nEOF\n", {"RUN /bin/sh -c /dev/pipes/EOF # buildkit"}),
      Lines{2});
  EXPECT_EQ(lines("FROM a\nRUN python3 <<EOF\nprint()\nEOF\n",
                  {"RUN /bin/sh -c python3 <<EOF\nprint()\nEOF # buildkit"}),
            Lines{2});
}

TEST(MatchHistory, TakesCopiesByWhatTheyWriteTo) {
  constexpr std::string_view kText = "FROM a\nCOPY --chown=1:1 app.conf /etc/\nADD x.tgz /srv\n";
  const std::string sum(64, '9');
  EXPECT_EQ(lines(kText, {"/bin/sh -c #(nop) COPY file:" + sum + " in /etc/ ",
                          "/bin/sh -c #(nop) ADD file:" + sum + " in /srv "}),
            (Lines{2, 3}));
  EXPECT_EQ(lines(kText, {"COPY --chown=1:1 app.conf /etc/ # buildkit", "ADD x.tgz /srv # buildkit"}),
            (Lines{2, 3}));
  EXPECT_EQ(lines(kText, {"COPY other /usr/ # buildkit"}), Lines{0});
}

TEST(MatchHistory, KeepsTheOrderAndPassesOverWhatIsMissing) {
  constexpr std::string_view kText = "FROM a\nENV A=1\nRUN one\nRUN two\nRUN three\nCMD [\"x\"]\n";
  EXPECT_EQ(lines(kText, {"RUN /bin/sh -c base # buildkit", "ENV A=1", "RUN /bin/sh -c one # buildkit",
                          "RUN /bin/sh -c three # buildkit", "CMD [\"x\"]"}),
            (Lines{0, 2, 3, 5, 6}));
  // The base image has the same words: those that come later are ours.
  EXPECT_EQ(lines("FROM a\nRUN one\n", {"RUN /bin/sh -c one # buildkit", "RUN /bin/sh -c one # buildkit"}),
            (Lines{0, 2}));
}

TEST(MatchHistory, EndsTheBaseWhereTheFirstLayerOfItsOwnBegins) {
  const auto file = read_dockerfile("FROM a\nENV A=1\nRUN one\n");
  ASSERT_TRUE(file);
  const std::vector<model::Instruction> whole{made("ADD x"), made("ENV A=1", model::kNoLayer),
                                              made("RUN /bin/sh -c one # buildkit", 1)};
  EXPECT_EQ(match_history(whole, *file, 0).first_own, 1u);
  // Of an instruction that is not there it is not known where it would be.
  EXPECT_EQ(match_history({made("ADD x"), made("RUN /bin/sh -c two")}, *file, 0).first_own, std::nullopt);
}

TEST(MatchHistory, ComparesNoMoreThanItMay) {
  std::string text = "FROM a\n";
  for (int i = 0; i < 2'000; ++i) text += "USER a\n";
  const auto file = read_dockerfile(text);
  ASSERT_TRUE(file);
  const auto match = match_history(std::vector<model::Instruction>(2'000, made("USER a")), *file, 0);
  EXPECT_TRUE(match.too_many);
  EXPECT_EQ(match.sure, 0u);
}

TEST(LinesOf, AreOneLineWithoutSecrets) {
  const auto file =
      read_dockerfile("FROM a AS b\nRUN x \\\n  --password=hunter2secret " + std::string(5'000, 'y') + "\n");
  ASSERT_TRUE(file);
  const auto told = lines_of(*file, {.stage = 0, .instruction = 0}, "docker/Dockerfile");
  EXPECT_EQ(told.file + " " + told.stage, "docker/Dockerfile b");
  EXPECT_EQ(told.first + told.last, 5u);
  EXPECT_LT(told.text.size(), 300u);
  EXPECT_EQ(told.text.find("hunter2"), std::string::npos);
  EXPECT_EQ(told.text.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace pratique::provenance
