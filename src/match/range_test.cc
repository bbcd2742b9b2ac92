#include "match/range.h"

#include <gtest/gtest.h>

namespace pratique::match {
namespace {

using advisory::AffectedView;
using Range = advisory::RangeView;

// An Evaluation that owns its texts.
struct Answer {
  bool affected, truncated;
  Outcome outcome;
  std::string range, fixed;
};

Answer answer(std::string_view order, const std::vector<Range>& ranges, std::string_view version,
              const std::vector<std::string_view>& listed = {}) {
  const AffectedView entry{.ranges = ranges, .versions = listed};
  const auto* only = &entry;
  const auto one = evaluate(*version::find_order(order), std::span(&only, 1), version);
  const auto range = range_text({.outcome = one.outcome, .version = version, .range = one.range});
  return {one.affected(), one.truncated, one.outcome, range, std::string(one.fixed)};
}

TEST(Range, FixedIsExclusiveAndLastAffectedInclusive) {
  EXPECT_TRUE(answer("semver", {{.introduced = "1.0.0", .fixed = "1.2.3"}}, "1.2.2").affected);
  EXPECT_FALSE(answer("semver", {{.introduced = "1.0.0", .fixed = "1.2.3"}}, "1.2.3").affected);
  EXPECT_FALSE(answer("semver", {{.introduced = "1.0.0", .fixed = "1.2.3"}}, "0.9.9").affected);
  EXPECT_TRUE(answer("semver", {{.introduced = "0", .last_affected = "1.2.3"}}, "1.2.3").affected);
  EXPECT_FALSE(answer("semver", {{.introduced = "0", .last_affected = "1.2.3"}}, "1.2.4").affected);
  EXPECT_TRUE(answer("semver", {{.introduced = "1.0.0"}}, "99.0.0").affected);
}

TEST(Range, IntroducedZeroIsBeforeEverything) {
  EXPECT_TRUE(answer("semver", {{.introduced = "0", .fixed = "1.0.0"}}, "0.0.0-alpha").affected);
  EXPECT_TRUE(answer("deb", {{.introduced = "0", .fixed = "1.0"}}, "0~beta").affected);
}

TEST(Range, MayBeginAboveItsLowerBound) {
  const std::vector<Range> above{{.introduced = "1.13.7", .fixed = "1.13.10", .after_introduced = true}};
  EXPECT_FALSE(answer("gem", above, "1.13.7").affected);
  EXPECT_TRUE(answer("gem", above, "1.13.8").affected);
  EXPECT_EQ(answer("gem", above, "1.13.8").range, ">1.13.7,<1.13.10");
}

TEST(Range, MayEndBelowItsUpperBoundWithoutAFix) {
  const std::vector<Range> below{
      {.introduced = "1.0.0", .last_affected = "2.0.0", .before_last_affected = true}};
  EXPECT_TRUE(answer("semver", below, "1.9.9").affected);
  EXPECT_FALSE(answer("semver", below, "2.0.0").affected);
  EXPECT_EQ(answer("semver", below, "1.9.9").range, ">=1.0.0,<2.0.0");
  EXPECT_EQ(answer("semver", below, "1.9.9").fixed, "");
}

TEST(Range, ALocalLabelIsABuildOfItsVersion) {
  EXPECT_TRUE(answer("pep440", {{.introduced = "0", .last_affected = "2.0.1"}}, "2.0.1+cu118").affected);
  EXPECT_FALSE(answer("pep440", {{.introduced = "0", .fixed = "2.0.1"}}, "2.0.1+cu118").affected);
  EXPECT_TRUE(answer("pep440", {}, "0.15.2+cpu", {"0.15.2"}).affected);
  EXPECT_FALSE(answer("pep440", {}, "0.15.2+cpu", {"0.15.2+cu118"}).affected);
}

TEST(Range, FixedZeroMeansNeverAffected) {
  const auto never = answer("apk", {{.introduced = "0", .fixed = "0"}}, "1.0-r0");
  EXPECT_FALSE(never.affected);
  EXPECT_FALSE(answer("apk", {{.introduced = "0", .fixed = "0"}}, "0_alpha").affected);
}

TEST(Range, PrereleaseOfTheFixIsAffected) {
  EXPECT_TRUE(answer("semver", {{.introduced = "0", .fixed = "2.0.0"}}, "2.0.0-rc.1").affected);
  EXPECT_FALSE(answer("semver", {{.introduced = "0", .fixed = "2.0.0-rc.1"}}, "2.0.0-rc.1").affected);
}

TEST(Range, GoPseudoVersionLiesBetweenReleases) {
  const std::vector<Range> ranges = {{.introduced = "0", .fixed = "0.0.0-20211202192323-5770296d904e"}};
  EXPECT_TRUE(answer("go", ranges, "v0.0.0-20210921155107-089bfa567519").affected);
  EXPECT_FALSE(answer("go", ranges, "v0.0.0-20220314234659-1baeb1ce4c0b").affected);
  EXPECT_FALSE(answer("go", ranges, "v0.1.0").affected);
}

TEST(Range, RpmEpochOutranksVersion) {
  EXPECT_TRUE(answer("rpm", {{.introduced = "0", .fixed = "1:1.0-1.el9"}}, "9.0-1.el9").affected);
  EXPECT_FALSE(answer("rpm", {{.introduced = "0", .fixed = "9.0-1.el9"}}, "1:1.0-1.el9").affected);
}

TEST(Range, RpmBoundWithoutAReleaseStandsForEveryRelease) {
  EXPECT_FALSE(answer("rpm", {{.introduced = "0", .fixed = "1.2.3"}}, "1.2.3-1.el9").affected);
  EXPECT_TRUE(answer("rpm", {{.introduced = "0", .last_affected = "1.2.3"}}, "1.2.3-1.el9").affected);
  EXPECT_TRUE(answer("rpm", {{.introduced = "0", .fixed = "1.2.3"}}, "1.2.2-9.el9").affected);
}

TEST(Range, ListedVersionsAddToTheRanges) {
  const auto listed = answer("pep440", {{.introduced = "2.0", .fixed = "2.1"}}, "1.0.0", {"1.0"});
  EXPECT_TRUE(listed.affected) << "1.0 and 1.0.0 are one version in PEP 440";
  EXPECT_EQ(listed.range, "=1.0.0");
  EXPECT_EQ(listed.fixed, "2.1");
}

TEST(Range, FirstFixOfTheOwnBranch) {
  const std::vector<Range> branches = {{.introduced = "3.0.0", .fixed = "3.4.5"},
                                       {.introduced = "1.0.0", .fixed = "1.8.2"},
                                       {.introduced = "2.0.0", .fixed = "2.9.1"}};
  const auto two = answer("semver", branches, "2.3.0");
  EXPECT_EQ(two.range, ">=2.0.0,<2.9.1");
  EXPECT_EQ(two.fixed, "2.9.1");
  EXPECT_FALSE(answer("semver", branches, "1.9.0").affected);
}

TEST(Range, AFixThatIsAffectedAgainIsNoFix) {
  const std::vector<Range> adjoining = {{.introduced = "0", .fixed = "1.0.0"},
                                        {.introduced = "1.0.0", .fixed = "1.5.0"}};
  EXPECT_EQ(answer("semver", adjoining, "0.5.0").fixed, "1.5.0");
  const std::vector<Range> open = {{.introduced = "0", .fixed = "1.0.0"}, {.introduced = "1.0.0"}};
  EXPECT_EQ(answer("semver", open, "0.5.0").fixed, "");
}

TEST(Range, LongChainOfAdjoiningIntervalsEnds) {
  std::vector<std::string> versions;
  for (int i = 0; i <= 5000; ++i) versions.push_back(std::to_string(i) + ".0.0");
  std::vector<Range> chain;
  for (std::size_t i = 0; i < 5000; ++i)
    chain.push_back({.introduced = versions[i], .fixed = versions[i + 1]});
  EXPECT_TRUE(answer("semver", chain, "0.5.0").affected);
}

TEST(Range, TooManyRangesAreSaid) {
  const auto huge = answer("semver", std::vector<Range>(kMaxRanges + 1, {.introduced = "5.0.0"}), "1.0.0");
  EXPECT_FALSE(huge.affected);
  EXPECT_TRUE(huge.truncated);
}

TEST(Range, WhatDoesNotAffectSaysWhyAndByWhichRange) {
  const std::vector<Range> branches = {{.introduced = "3.0.0", .fixed = "3.4.5"},
                                       {.introduced = "1.0.0", .fixed = "1.8.2"},
                                       {.introduced = "5.0.0", .last_affected = "5.2.0"}};
  struct Case {
    const char* version;
    Outcome outcome;
    const char *range, *fixed;
  };
  for (const auto& one : {Case{"0.9.0", Outcome::kBeforeIntroduced, ">=1.0.0,<1.8.2", ""},
                          Case{"1.8.2", Outcome::kFixed, ">=1.0.0,<1.8.2", "1.8.2"},
                          Case{"2.0.0", Outcome::kFixed, ">=1.0.0,<1.8.2", "1.8.2"},
                          Case{"4.0.0", Outcome::kFixed, ">=3.0.0,<3.4.5", "3.4.5"},
                          Case{"5.2.1", Outcome::kAfterLastAffected, ">=5.0.0,<=5.2.0", ""},
                          Case{"3.1.0", Outcome::kAffected, ">=3.0.0,<3.4.5", "3.4.5"}}) {
    const auto got = answer("semver", branches, one.version);
    EXPECT_EQ(got.outcome, one.outcome) << one.version;
    EXPECT_EQ(got.range, one.range) << one.version;
    EXPECT_EQ(got.fixed, one.fixed) << one.version;
  }
  EXPECT_EQ(answer("apk", {{.introduced = "0", .fixed = "0"}}, "1.0-r0").outcome, Outcome::kNeverAffected);
  EXPECT_EQ(answer("semver", {}, "1.0.0", {"1.0.1"}).outcome, Outcome::kNotListed);
  EXPECT_EQ(answer("semver", {}, "1.0.1", {"1.0.1"}).range, "=1.0.1");
}

TEST(Range, TextOfAnInterval) {
  EXPECT_EQ(to_text(Range{.introduced = "0", .fixed = "1.2.12-r2"}), "<1.2.12-r2");
  EXPECT_EQ(to_text(Range{.introduced = "1.0.0", .fixed = "1.2.3"}), ">=1.0.0,<1.2.3");
  EXPECT_EQ(to_text(Range{.introduced = "1.0.0", .last_affected = "1.2.3"}), ">=1.0.0,<=1.2.3");
  EXPECT_EQ(to_text(Range{.introduced = "1.0.0"}), ">=1.0.0");
  EXPECT_EQ(to_text(Range{}), "any version");
}

}  // namespace
}  // namespace pratique::match
