#include "advisory/constraints.h"

#include <gtest/gtest.h>

namespace pratique::advisory {
namespace {

// "[1,2)": up to the fix 2; "[1,2~)": up to 2, which is no fix; "(1": without 1.
std::string text(const Result<std::vector<Range>>& ranges) {
  if (!ranges) return "error: " + ranges.error().what;
  std::string out;
  for (const auto& r : *ranges) {
    out += (r.after_introduced ? "(" : "[") + r.introduced + ",";
    out += r.last_affected.empty() ? r.fixed + ")" : r.last_affected + (r.before_last_affected ? "~)" : "]");
  }
  return out;
}
std::string list(std::string_view written, Ends ends = Ends::kAreFixes) {
  return text(ranges_of_constraint(written, Dialect::kList, ends, version::find_order("semver")));
}
std::string npm(std::string_view written) {
  return text(ranges_of_constraint(written, Dialect::kNpm, Ends::kAreFixes, version::find_order("semver")));
}
std::string intervals(std::string_view written) {
  return text(
      ranges_of_constraint(written, Dialect::kIntervals, Ends::kAreFixes, version::find_order("maven")));
}

TEST(Constraints, ListsAreMetTogetherAndBarsAreAlternatives) {
  EXPECT_EQ(list(">= 1.0.0, < 1.2.0"), "[1.0.0,1.2.0)");
  EXPECT_EQ(list(">=1.0.0 <1.2.0"), "[1.0.0,1.2.0)");
  EXPECT_EQ(list("< 1.2.0"), "[0,1.2.0)");
  EXPECT_EQ(list("> 1.0.0"), "(1.0.0,)");
  EXPECT_EQ(list("<= 1.2.0 || = 2.0.0"), "[0,1.2.0][2.0.0,2.0.0]");
  EXPECT_EQ(list("1.2.3"), "[1.2.3,1.2.3]");
  EXPECT_EQ(list("*"), "[0,)");
  EXPECT_EQ(list("< 1.2.0", Ends::kAreEnds), "[0,1.2.0~)");
  EXPECT_EQ(list("~> 1.2.3"), "[1.2.3,1.3~)");
  EXPECT_EQ(list("~=1.4.2"), "[1.4.2,1.5~)");
}

TEST(Constraints, TheTighterOfTwoBoundsHoldsAndWhatIsEmptyIsNone) {
  EXPECT_EQ(list(">= 1.0.0, > 1.0.0, < 3.0.0, <= 2.0.0"), "(1.0.0,2.0.0]");
  EXPECT_EQ(list("> 2.0.0, < 1.0.0"), "error: a range that holds no version: > 2.0.0, < 1.0.0");
  EXPECT_EQ(list(">= 1.0.0, < 1.0.0 || < 0.1.0"), "[0,0.1.0)");
  EXPECT_EQ(list(">= 1.0.0, != 1.1.0, < 2.0.0"), "[1.0.0,1.1.0~)(1.1.0,2.0.0)");
}

TEST(Constraints, WithoutAnOrderTwoBoundsOnOneSideAreAnError) {
  const auto read = [](std::string_view written) {
    return text(ranges_of_constraint(written, Dialect::kList, Ends::kAreFixes, nullptr));
  };
  EXPECT_EQ(read(">=1.0,<2.0"), "[1.0,2.0)");
  EXPECT_NE(read(">=1.0,>=2.0").find("error"), std::string::npos);
}

TEST(Constraints, NpmsShorthands) {
  EXPECT_EQ(npm("6.x || 8.x"), "[6.0.0,7.0.0-0~)[8.0.0,9.0.0-0~)");
  EXPECT_EQ(npm("^1.2.3"), "[1.2.3,2.0.0-0~)");
  EXPECT_EQ(npm("^0.2.3"), "[0.2.3,0.3.0-0~)");
  EXPECT_EQ(npm("^0.0.3"), "[0.0.3,0.0.4-0~)");
  EXPECT_EQ(npm("~1.2.3-beta"), "[1.2.3-beta,1.3.0-0~)");
  EXPECT_EQ(npm("1.0.0 - 2.1"), "[1.0.0,2.2.0-0~)");
  EXPECT_EQ(npm("<=v1.5.1-rc1"), "[0,1.5.1-rc1]");
  EXPECT_EQ(npm("< 1.5"), "[0,1.5.0)");
  EXPECT_EQ(npm("<= 9"), "[0,10.0.0-0~)");
  EXPECT_EQ(npm("> 9"), "[10.0.0-0,)");
  EXPECT_EQ(npm("x"), "[0,)");
}

TEST(Constraints, Intervals) {
  EXPECT_EQ(intervals("[1.0,2.0)"), "[1.0,2.0)");
  EXPECT_EQ(intervals("(,1.5],[2.0]"), "[0,1.5][2.0,2.0]");
  EXPECT_EQ(intervals("(1.0,)"), "(1.0,)");
  EXPECT_EQ(intervals("[1,2)||[3,4)"), "[1,2)[3,4)");
}

TEST(Constraints, WhatIsNoneIsAnErrorThatSaysSo) {
  for (const auto* written : {"", ">=", "|| <1", "<1 ||", "=> 1.0.0", "<<1"})
    EXPECT_NE(list(written).find("error"), std::string::npos) << written;
  for (const auto* written : {"", "1.2.3.4", "one", "^", "18446744073709551615.x"})
    EXPECT_NE(npm(written).find("error"), std::string::npos) << written;
  for (const auto* written : {"", "1.0", "[1.0", "(1.0)", "[1,2,3]", "[]"})
    EXPECT_NE(intervals(written).find("error"), std::string::npos) << written;
}

TEST(Constraints, SizeIsBounded) {
  std::string many, bars, brackets;
  for (int i = 0; i < 2'000; ++i) many += "<1.0.0,", bars += "<1.0.0||", brackets += "[1,2)";
  EXPECT_NE(list(many).find("error"), std::string::npos);
  EXPECT_NE(list(bars + "<1.0.0").find("error"), std::string::npos);
  EXPECT_NE(intervals(brackets).find("error"), std::string::npos);
}

TEST(Constraints, AFixGoesToTheRangeThatEndsBeforeIt) {
  const auto* semver = version::find_order("semver");
  auto ranges = *ranges_of_constraint("<=1.5.1 || >=2.0.0 <=2.1.0", Dialect::kNpm, Ends::kAreFixes, semver);
  add_fixes({"2.1.1", "1.5.2", "no version"}, semver, ranges);
  EXPECT_EQ(text(ranges), "[0,1.5.2)[2.0.0,2.1.1)");
  auto fixed = *ranges_of_constraint("<1.0.0", Dialect::kNpm, Ends::kAreFixes, semver);
  add_fixes({"3.0.0"}, semver, fixed);
  EXPECT_EQ(text(fixed), "[0,1.0.0)");
}

}  // namespace
}  // namespace pratique::advisory
