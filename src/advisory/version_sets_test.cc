#include "advisory/version_sets.h"

#include <gtest/gtest.h>

namespace pratique::advisory {
namespace {

std::string told(const std::vector<Range>& ranges) {
  std::string out;
  for (const auto& range : ranges) {
    out += (range.after_introduced ? "(" : "[") + range.introduced + ",";
    out += range.fixed.empty() ? range.last_affected + "]" : range.fixed + ")";
  }
  return out;
}

TEST(VersionSets, WhatIsTakenAwayLeavesTheRest) {
  const auto* apk = version::find_order("apk");
  ASSERT_NE(apk, nullptr);
  const Range below_9{.introduced = "0", .fixed = "9"}, from_9{.introduced = "9"};
  const Range within{.introduced = "3", .fixed = {}, .last_affected = "4"};
  const auto without = [&](const std::vector<Range>& ranges, const std::vector<Range>& taken) {
    return told(versions_without(ranges, taken, *apk));
  };
  EXPECT_EQ(without({below_9}, {}), "[0,9)");
  EXPECT_EQ(without({below_9}, {from_9}), "[0,9)");
  EXPECT_EQ(without({below_9}, {within}), "[0,3)(4,9)");
  EXPECT_EQ(without({below_9}, {{.introduced = "0"}}), "");
  EXPECT_EQ(without({}, {within}), "");
  EXPECT_EQ(without({within, below_9}, {}), "[0,9)") << "joined where they overlap";
  EXPECT_EQ(without({{.introduced = "5", .fixed = {}, .last_affected = "5"}}, {within}), "[5,5]");
  EXPECT_EQ(without({from_9}, {{.introduced = "9", .fixed = {}, .last_affected = "9"}}), "(9,]");
}

}  // namespace
}  // namespace pratique::advisory
