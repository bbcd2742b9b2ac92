#include "advisory/merge.h"

#include <gtest/gtest.h>

namespace pratique::advisory {
namespace {

struct Found {
  FoundAdvisory record;
  std::string digest;
};

Found found(std::string modified, std::string summary, bool part, std::string digest) {
  Advisory advisory{.id = "X-1", .source = "s", .modified = std::move(modified), .summary = summary};
  advisory.affected.push_back({.ecosystem = "npm", .name = summary, .order = "semver"});
  return {{std::move(advisory), part, ""}, std::move(digest)};
}

// What the order of shards gives of them.
template <class T, class List>
std::vector<T> visited(const List& list) {
  const auto scratch = PieceFile::scratch("/tmp");
  EXPECT_TRUE(scratch);
  Sorter sorter(**scratch);
  for (const auto& [record, digest] : list) {
    if constexpr (std::is_same_v<T, Advisory>) {
      EXPECT_TRUE(sorter.add(key_of(record.advisory) + key_end(digest, 0), encode(record)));
    } else {
      EXPECT_TRUE(sorter.add(key_of(record) + key_end(digest, 0), encode(record)));
    }
  }
  std::vector<T> out;
  const auto take = [&](const auto& each) {
    if constexpr (std::is_same_v<std::decay_t<decltype(each)>, T>) out.push_back(each);
    return Result<void>();
  };
  const auto items = sorter.sorted();
  EXPECT_TRUE(items && visit_records(**items, {.digest = take,
                                               .advisory = take,
                                               .enrichment = take,
                                               .lifecycle = take,
                                               .popularity = take,
                                               .origin = take}));
  return out;
}
std::vector<Advisory> merge(const std::vector<Found>& list) { return visited<Advisory>(list); }

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

TEST(Merge, WhatOnePartKnowsOfAnEcosystemHoldsForAll) {
  auto a = found("", "one", true, "a"), b = found("", "two", true, "b"), c = found("", "three", true, "c");
  a.record.advisory.affected[0].extent = Extent::kSample;
  b.record.advisory.affected[0].extent = Extent::kComplete;
  c.record.advisory.affected[0].extent = Extent::kFixesOnly;
  c.record.advisory.affected[0].ecosystem = "PyPI";
  const auto merged = merge(std::vector{a, b, c});
  ASSERT_EQ(merged.size(), 1u);
  for (const auto& each : merged[0].affected)
    EXPECT_EQ(each.extent, each.ecosystem == "PyPI" ? Extent::kFixesOnly : Extent::kComplete) << each.name;
}

TEST(Merge, ListsAreSortedAndUnique) {
  auto one = found("", "x", false, "a");
  one.record.advisory.aliases = {"B-1", "A-1", "B-1", "X-1"};
  one.record.advisory.references = {"z", "a", "z"};
  const auto merged = merge(std::vector{one});
  EXPECT_EQ(merged[0].aliases, (std::vector<std::string>{"A-1", "B-1"}));
  EXPECT_EQ(merged[0].references, (std::vector<std::string>{"z", "a"}));
}

TEST(Merge, EnrichmentsOfOneSourceAreUnited) {
  const Enrichment a{.id = "CVE-1",
                     .source = "s",
                     .cwes = {"CWE-2"},
                     .exploitation = {.known = true, .added = 20220101},
                     .epss = {.score = 7, .percentile = 8, .day = 20260101}};
  const Enrichment b{.id = "CVE-1",
                     .source = "s",
                     .cwes = {"CWE-1"},
                     .exploitation = {.known = true, .ransomware = true, .added = 20210101, .due = 20210201},
                     .epss = {.score = 1, .percentile = 2, .day = 20260102}};
  const auto merged = visited<Enrichment>(std::vector{std::pair(a, "a"), std::pair(b, "b")});
  ASSERT_EQ(merged.size(), 1u);
  EXPECT_EQ(merged[0].exploitation, b.exploitation) << "the first day";
  EXPECT_EQ(merged[0].epss, b.epss) << "the newest day, not the highest score";
  EXPECT_EQ(merged[0].cwes, (std::vector<std::string>{"CWE-1", "CWE-2"}));
}

}  // namespace
}  // namespace pratique::advisory
