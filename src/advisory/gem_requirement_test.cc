#include "advisory/gem_requirement.h"

#include <gtest/gtest.h>

namespace pratique::advisory {
namespace {

// What lies outside the requirements, in interval notation: "[0,1.2) (1.3,2]".
std::string outside(const std::vector<std::string_view>& requirements) {
  const auto ranges = ranges_outside(requirements, *version::find_order("gem"));
  if (!ranges) return to_line(ranges.error());
  std::string text;
  for (const auto& range : *ranges) {
    if (!text.empty()) text += ' ';
    text += (range.after_introduced ? "(" : "[") + range.introduced + ",";
    text += range.last_affected.empty() ? range.fixed + ")" : range.last_affected + "]";
  }
  return text;
}

TEST(GemRequirement, EveryOperator) {
  EXPECT_EQ(outside({">= 1.2"}), "[0,1.2)");
  EXPECT_EQ(outside({"> 1.2"}), "[0,1.2]");
  EXPECT_EQ(outside({"< 1.2"}), "[1.2,)");
  EXPECT_EQ(outside({"<= 1.2"}), "(1.2,)");
  EXPECT_EQ(outside({"= 1.2"}), "[0,1.2) (1.2,)");
  EXPECT_EQ(outside({"1.2"}), "[0,1.2) (1.2,)");
  EXPECT_EQ(outside({"!= 1.2"}), "[1.2,1.2]");
  EXPECT_EQ(outside({"~> 1.2.3"}), "[0,1.2.3) [1.3.a,)");
  EXPECT_EQ(outside({"~> 1.2"}), "[0,1.2) [2.a,)");
  EXPECT_EQ(outside({"~> 2"}), "[0,2) [3.a,)");
  EXPECT_EQ(outside({"~> 2.0.0.rc1"}), "[0,2.0.0.rc1) [2.1.a,)");
}

TEST(GemRequirement, NothingIsSafe) { EXPECT_EQ(outside({}), "[0,)"); }

TEST(GemRequirement, EverythingIsSafe) { EXPECT_EQ(outside({"< 2", ">= 1"}), ""); }

TEST(GemRequirement, PatchedAndUnaffectedTogether) {
  // CVE-2013-0156 of actionpack: each series has its fix.
  EXPECT_EQ(outside({"~> 2.3.15", "~> 3.0.19", "~> 3.1.10", ">= 3.2.11"}),
            "[0,2.3.15) [2.4.a,3.0.19) [3.1.a,3.1.10) [3.2.a,3.2.11)");
  EXPECT_EQ(outside({">= 4.2.2", "< 3.0.0"}), "[3.0.0,4.2.2)");
  EXPECT_EQ(outside({"< 4.2.1", "> 4.2.2"}), "[4.2.1,4.2.2]");
}

TEST(GemRequirement, ConditionsOfOneRequirementMustAllHold) {
  EXPECT_EQ(outside({"~> 1.2.3, >= 1.2.5"}), "[0,1.2.5) [1.3.a,)");
  EXPECT_EQ(outside({"< 1, > 2"}), "[0,)");  // holds nothing
}

TEST(GemRequirement, PrereleasesOfTheNextSeriesAreNotHeld) {
  const auto ranges = ranges_outside({"~> 1.2.3"}, *version::find_order("gem"));
  ASSERT_TRUE(ranges && ranges->size() == 2);
  EXPECT_TRUE(version::find_order("gem")->compare((*ranges)[1].introduced, "1.3.0.beta1") < 0);
}

TEST(GemRequirement, WhatRubyGemsRefuses) {
  for (const auto* text : {"", ">=", "=> 1.2", "~> x", ">= 1.2,", "~> 99999999999999999999999"}) {
    EXPECT_FALSE(ranges_outside({text}, *version::find_order("gem"))) << text;
  }
}

}  // namespace
}  // namespace pratique::advisory
