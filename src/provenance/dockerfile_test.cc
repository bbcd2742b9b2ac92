#include "provenance/dockerfile.h"

#include <gtest/gtest.h>

#include "provenance/variables.h"

namespace pratique::provenance {
namespace {

Dockerfile read(std::string_view text, const std::map<std::string, std::string>& arguments = {}) {
  auto file = read_dockerfile(text, arguments);
  EXPECT_TRUE(file) << (file ? "" : base::to_line(file.error()));
  return file ? *std::move(file) : Dockerfile{{BuildStage{}}};
}

const DockerInstruction& only(const Dockerfile& file) {
  EXPECT_EQ(file.stages.back().instructions.size(), 1u);
  return file.stages.back().instructions.at(0);
}

TEST(ReadDockerfile, JoinsContinuedLinesWithoutComments) {
  const auto file = read("FROM a\nRUN one \\\n# no\n\n  two \\  \n three\nCMD x\n");
  const auto& run = file.stages[0].instructions.at(0);
  EXPECT_EQ(run.arguments, "one   two  three");
  EXPECT_EQ(run.first, 2u);
  EXPECT_EQ(run.last, 6u);
  EXPECT_EQ(file.stages[0].instructions.at(1).first, 7u);
}

TEST(ReadDockerfile, TakesAnotherEscape) {
  const auto file = read("# escape=`\r\nFROM a\r\nRUN c:\\x `\r\n y\r\n");
  EXPECT_EQ(only(file).arguments, "c:\\x  y");
  // Behind anything else it is a comment.
  EXPECT_EQ(read("# x\n# escape=`\nFROM a\nRUN x `\nCMD y\n").stages[0].instructions.size(), 2u);
}

TEST(ReadDockerfile, HasHeredocsOfSeveralKinds) {
  const auto file = read(
      "FROM a\nRUN <<EOF cat > /x && <<-'END' cat\na $B\nEOF\n\t\tb\n\tEND\nCOPY <<A <<B "
      "/d/\n1\nA\n2\nB\nUSER u\n");
  const auto& run = file.stages[0].instructions.at(0);
  ASSERT_EQ(run.heredocs.size(), 2u);
  EXPECT_EQ(run.heredocs[0].body, "a $B\n");
  EXPECT_EQ(run.heredocs[1].body, "b\n");
  EXPECT_EQ(run.last, 6u);
  const auto& copy = file.stages[0].instructions.at(1);
  EXPECT_EQ(copy.heredocs.size(), 2u);
  EXPECT_EQ(copy.first, 7u);
  EXPECT_EQ(copy.last, 11u);
  EXPECT_EQ(file.stages[0].instructions.at(2).first, 12u);
  // A quoted one is none, nor is a shift.
  EXPECT_TRUE(only(read("FROM a\nRUN echo \"<<EOF\"\n")).heredocs.empty());
  EXPECT_TRUE(only(read("FROM a\nRUN echo $((1<<2)) $((1 << 2))\n")).heredocs.empty());
  EXPECT_FALSE(read_dockerfile("FROM a\nRUN <<EOF\nnever ends\n"));
}

TEST(ReadDockerfile, KnowsStages) {
  const auto file = read(
      "ARG V=1\nARG W\nFROM --platform=$BUILDPLATFORM go:${V} AS Build\nENV X=y\nFROM build\nWORKDIR "
      "/$X\nFROM z:${W:-9}\n",
      {{"V", "2"}});
  ASSERT_EQ(file.stages.size(), 3u);
  EXPECT_EQ(file.stages[0].from, "go:2");
  EXPECT_EQ(file.stages[0].name, "build");
  EXPECT_EQ(file.stages[1].parent, 0u);
  EXPECT_EQ(file.stages[1].instructions.at(0).expanded, "/y");
  EXPECT_EQ(file.stages[2].from, "z:9");
  EXPECT_EQ(*file.target(""), 2u);
  EXPECT_EQ(*file.target("BUILD"), 0u);
  EXPECT_EQ(*file.target("1"), 1u);
  EXPECT_FALSE(file.target("none"));
  EXPECT_EQ(file.line_of(1), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(file.label(0) + file.label(1), "build1");
}

TEST(ReadDockerfile, TakesFlagsAndOnbuild) {
  const auto file =
      read("FROM a\nONBUILD COPY --from=x --link /a /b\nRUN --mount=type=cache,target=/c --network=none y\n");
  const auto& copy = file.stages[0].instructions.at(0);
  EXPECT_TRUE(copy.onbuild);
  EXPECT_EQ(copy.keyword, "COPY");
  EXPECT_EQ(copy.flag("from"), "x");
  EXPECT_EQ(copy.arguments, "/a /b");
  EXPECT_EQ(file.stages[0].instructions.at(1).flags.size(), 2u);
  EXPECT_EQ(file.stages[0].instructions.at(1).arguments, "y");
}

TEST(ReadDockerfile, RefusesWhatIsNone) {
  for (const std::string_view text : {"", "RUN x\n", "FROM a\nNONSENSE x\n", "FROM a b c d\n", "ARG x\n"})
    EXPECT_FALSE(read_dockerfile(text)) << text;
  const auto wrong = read_dockerfile("FROM a\nNONSENSE x\n");
  EXPECT_EQ(wrong.error().where.line, 2u);
  std::string many = "FROM a\n";
  for (std::size_t i = 0; i <= kMaxInstructions; ++i) many += "USER a\n";
  EXPECT_EQ(read_dockerfile(many).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(read_dockerfile(std::string(kMaxDockerfile + 1, 'a')).error().kind, ErrorKind::kLimit);
}

TEST(ReadDockerfile, BoundsTheValuesThatItKeeps) {
  // Each value is as long as it may be, and each stage has all of them.
  std::string text = "FROM a AS s0\nENV A=" + std::string(100, 'a') + "\n";
  for (int i = 0; i < 20; ++i) text += "ENV A=$A$A\n";
  for (int i = 0; i < 1'000; ++i) text += "ENV B" + std::to_string(i) + "=$A\n";
  EXPECT_TRUE(read_dockerfile(text).has_value());
  for (int i = 1; i < 3'000; ++i)
    text += "FROM s" + std::to_string(i - 1) + " AS s" + std::to_string(i) + "\n";
  EXPECT_EQ(read_dockerfile(text).error().kind, ErrorKind::kLimit);
}

TEST(Expand, FillsInAsTheReferenceSays) {
  const Variables all{{"A", "1"}, {"E", ""}};
  const auto got = [&](std::string_view text) { return expand(text, all, '\\'); };
  EXPECT_EQ(got("$A ${A}b $B."), "1 1b .");
  EXPECT_EQ(got("${E-x} ${E:-x} ${B:-y} ${A:+z} ${B:+z}|"), " x y z |");
  EXPECT_EQ(got("\\$A '$A' \"$A\""), "$A '$A' \"1\"");
  EXPECT_EQ(got("${B:-${A}}"), "1");
  EXPECT_EQ(got("${A"), "${A");
  EXPECT_EQ(got("$"), "$");
}

TEST(Expand, ComesToAnEnd) {
  const Variables grows{{"A", std::string(kMaxExpanded, 'a')}};
  EXPECT_EQ(expand("$A$A$A", grows, '\\').size(), kMaxExpanded);
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "${";
  EXPECT_LE(expand(deep, grows, '\\').size(), kMaxExpanded);
}

TEST(Assignments, OfEitherForm) {
  const auto two = assignments("A=b C=\"d e\"");
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[1].second, "d e");
  EXPECT_EQ(assignments("A b c").at(0).second, "b c");
  EXPECT_EQ(assignments("A").at(0).second, std::nullopt);
}

}  // namespace
}  // namespace pratique::provenance
