#include "cases/cases.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "advisory/feed.h"
#include "base/text.h"
#include "cases/tree.h"
#include "extract/extractor.h"

namespace pratique::cases {
namespace {

const std::vector<Case>& all_cases() {
  static std::vector<std::string> strays;
  static const auto cases = find_cases(kFolder, strays);
  EXPECT_EQ(strays, std::vector<std::string>{}) << "neither NAME.in nor NAME.want.json";
  return cases;
}

void check(std::string_view folder) {
  std::size_t count = 0;
  for (const auto& one : all_cases()) {
    if (!one.name.starts_with(folder)) continue;
    ++count;
    const auto wrong = complaint(one);
    EXPECT_TRUE(wrong.empty()) << one.name << ": " << wrong;
  }
  EXPECT_GT(count, 0u) << "no case in " << folder;
}

TEST(Cases, Extractors) { check("extract/"); }
TEST(Cases, Feeds) { check("feed/"); }
TEST(Cases, Documents) { check("document/"); }
TEST(Cases, Images) { check("image/"); }
TEST(Cases, Dockerfiles) { check("dockerfile/"); }
TEST(Cases, Provenance) { check("provenance/"); }
TEST(Cases, RunFiles) { check("run/"); }
TEST(Cases, LieInAFolderThatSaysWhatRunsThem) {
  for (const auto& one : all_cases()) EXPECT_TRUE(run_of(one.name)) << one.name;
}

// Cases lie in a folder that is called as what they are about, two at least: one as it should be, one odd.
std::size_t cases_of(std::string_view folder) {
  return static_cast<std::size_t>(std::count_if(all_cases().begin(), all_cases().end(), [&](const auto& one) {
    return base::folder_of(one.name) == folder;
  }));
}

TEST(Cases, EveryExtractorHasTwo) {
  for (const auto& each : extract::all_extractors()) {
    const auto& name = each->info().name;
    EXPECT_GE(cases_of("extract/" + name), 2u) << name;
  }
}

TEST(Cases, EveryFeedHasTwo) {
  for (const auto& each : advisory::all_feeds()) {
    const std::string name(each->info().name);
    EXPECT_GE(cases_of("feed/" + name), 2u) << name;
  }
}

TEST(Cases, TheSameTwice) {
  for (const auto& one : all_cases()) {
    if (one.in.empty()) continue;
    EXPECT_EQ(got(one).value_or("?"), got(one).value_or("!")) << one.name;
  }
}

// The runner itself, on cases that are made here.
class Runner : public ::testing::Test {
 protected:
  static std::vector<Case> found(const Tree& tree, std::vector<std::string>* strays = nullptr) {
    std::vector<std::string> none;
    static std::vector<std::unique_ptr<LaidOut>> kept;
    kept.push_back(std::make_unique<LaidOut>(tree));
    return find_cases(kept.back()->folder(), strays ? *strays : none);
  }
};

constexpr const char* kLock = "-- app/Gemfile.lock --\nGEM\n  specs:\n    rack (2.2.3)\n";

TEST_F(Runner, HalfACaseIsAFailureThatNamesTheOtherHalf) {
  std::vector<std::string> strays;
  const auto cases =
      found({{"extract/a.in", kLock}, {"extract/b.want.json", "{}"}, {"extract/c.txt", ""}}, &strays);
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_NE(complaint(cases[0]).find("extract/a.want.json"), std::string::npos) << complaint(cases[0]);
  EXPECT_NE(complaint(cases[0]).find("show extract/a"), std::string::npos) << complaint(cases[0]);
  EXPECT_NE(complaint(cases[1]).find("extract/b.in"), std::string::npos) << complaint(cases[1]);
  EXPECT_EQ(strays, std::vector<std::string>{"extract/c.txt"});
}

TEST_F(Runner, ADifferenceIsShownLineByLine) {
  const auto cases = found(
      {{"extract/a.in", kLock},
       {"extract/a.want.json",
        R"({"components": [{"at": ["app/Gemfile.lock"], "purl": "pkg:gem/rack@2.2.4", "evidence": "declared"}]})"}});
  ASSERT_EQ(cases.size(), 1u);
  const auto wrong = complaint(cases[0]);
  EXPECT_NE(
      wrong.find("\n-       \"purl\": \"pkg:gem/rack@2.2.4\"\n+       \"purl\": \"pkg:gem/rack@2.2.3\"\n"),
      std::string::npos)
      << wrong;
}

TEST_F(Runner, TheLayoutOfTheWantedFileDoesNotCount) {
  const auto cases = found(
      {{"extract/a.in", kLock},
       {"extract/a.want.json",
        R"({"components":[{"purl":"pkg:gem/rack@2.2.3","evidence":"declared","at":["app/Gemfile.lock"]}]})"},
       {"extract/b.in", kLock},
       {"extract/b.want.json", "{ no JSON"}});
  EXPECT_EQ(complaint(cases.at(0)), "");
  EXPECT_NE(complaint(cases.at(1)).find("no JSON"), std::string::npos);
}

TEST_F(Runner, AFolderIsAsGoodAsAText) {
  const auto cases = found(
      {{"extract/a.in/app/Gemfile.lock", "GEM\n  specs:\n    rack (2.2.3)\n"}, {"extract/b.in", kLock}});
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(got(cases[0]).value_or("a"), got(cases[1]).value_or("b"));
}

TEST(Difference, LongTextsAreShownAroundWhatDiffers) {
  std::string want, got;
  for (int i = 0; i < 100; ++i) {
    want += std::to_string(i) + "\n";
    got += i == 50 ? "fifty\n" : std::to_string(i) + "\n";
  }
  EXPECT_EQ(difference(want, got), "  …\n  47\n  48\n  49\n- 50\n+ fifty\n  51\n  52\n  53\n");
  EXPECT_EQ(difference(want, want), "");
}

TEST(Tree, FilesLinksAndBytes) {
  const auto tree = parse_tree("a word\n-- a/b --\none\ntwo\n-- l -> a/b --\n-- c hex --\n7f 45\n4c46\n");
  ASSERT_TRUE(tree) << base::to_line(tree.error());
  ASSERT_EQ(tree->size(), 3u);
  EXPECT_EQ((*tree)[0].content, "one\ntwo\n");
  EXPECT_EQ((*tree)[1].kind, Member::Kind::kSymlink);
  EXPECT_EQ((*tree)[1].content, "a/b");
  EXPECT_EQ((*tree)[2].content,
            "\x7f"
            "ELF");
}

TEST(Tree, LayersFoldersAndSecondNames) {
  const auto layers = parse_layers(
      "a word\n== layer ==\n-- a/ --\n-- a/b --\none\n== layer ==\n== layer ==\n-- c => a/b --\n");
  ASSERT_TRUE(layers) << base::to_line(layers.error());
  ASSERT_EQ(layers->size(), 3u);
  EXPECT_EQ((*layers)[0][0].kind, Member::Kind::kDirectory);
  EXPECT_EQ((*layers)[0][1].content, "one\n");
  EXPECT_TRUE((*layers)[1].empty());
  EXPECT_EQ((*layers)[2][0].kind, Member::Kind::kHardLink);
  EXPECT_EQ((*layers)[2][0].content, "a/b");
  EXPECT_FALSE(parse_layers("-- a --\n"));
}

TEST(Tree, WhatIsWrongNamesItsLine) {
  EXPECT_EQ(parse_tree("-- a --\n-- ../b --\n").error().where.line, 2u);
  EXPECT_EQ(parse_tree("-- /b --\n").error().where.line, 1u);
  EXPECT_EQ(parse_tree("-- a hex --\nxy\n").error().where.line, 1u);
  EXPECT_FALSE(parse_tree("no head\n"));
}

}  // namespace
}  // namespace pratique::cases
