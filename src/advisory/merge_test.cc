#include "advisory/merge.h"

#include <gtest/gtest.h>

namespace pratique::advisory {
namespace {

FoundAdvisory found(std::string modified, std::string summary, bool part, std::string digest) {
  Advisory advisory{.id = "X-1", .source = "s", .modified = std::move(modified), .summary = summary};
  advisory.affected.push_back({.ecosystem = "npm", .name = summary, .order = "semver"});
  return {std::move(advisory), part, {std::move(digest), 0}};
}

TEST(Merge, OfWholeRecordsTheLastModifiedStands) {
  const auto a = found("2021-01-01", "old", false, "a"), b = found("2022-01-01", "new", false, "b");
  for (const auto& list : {std::vector{a, b}, std::vector{b, a}}) {
    const auto merged = merge(list);
    ASSERT_EQ(merged.size(), 1u);
    EXPECT_EQ(merged[0].summary, "new");
    EXPECT_EQ(merged[0].affected.size(), 1u);
  }
}

TEST(Merge, PartsAreUnitedWhateverTheirOrder) {
  const auto a = found("", "one", true, "a"), b = found("", "two", true, "b");
  const auto first = merge(std::vector{a, b}), second = merge(std::vector{b, a});
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].affected.size(), 2u);
  EXPECT_EQ(first[0].summary, second[0].summary);
  EXPECT_EQ(first[0].affected[0].name, second[0].affected[0].name);
}

TEST(Merge, ListsAreSortedAndUnique) {
  auto one = found("", "x", false, "a");
  one.advisory.aliases = {"B-1", "A-1", "B-1", "X-1"};
  one.advisory.references = {"z", "a", "z"};
  const auto merged = merge(std::vector{one});
  EXPECT_EQ(merged[0].aliases, (std::vector<std::string>{"A-1", "B-1"}));
  EXPECT_EQ(merged[0].references, (std::vector<std::string>{"z", "a"}));
}

TEST(Merge, EnrichmentsOfOneSourceAreUnited) {
  FoundEnrichment a{{.id = "CVE-1", .source = "s", .cwes = {"CWE-2"}, .kev_added = "2022-01-01"}, {"a", 0}};
  FoundEnrichment b{{.id = "CVE-1", .source = "s", .cwes = {"CWE-1"}, .kev_added = "2021-01-01"}, {"b", 0}};
  const auto merged = merge(std::vector{a, b});
  ASSERT_EQ(merged.size(), 1u);
  EXPECT_EQ(merged[0].kev_added, "2021-01-01");
  EXPECT_EQ(merged[0].cwes, (std::vector<std::string>{"CWE-1", "CWE-2"}));
}

}  // namespace
}  // namespace pratique::advisory
