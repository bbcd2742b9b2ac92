#include "advisory/alias_groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "advisory/keys.h"

namespace pratique::advisory {
namespace {

using Groups = std::vector<std::vector<std::string>>;

Advisory record(std::string id, std::vector<std::string> aliases) {
  return {.id = std::move(id), .source = "test", .aliases = std::move(aliases)};
}

// Groups of two ids or more, each by preference, all by their first id.
Groups alias_groups(const std::vector<Advisory>& records) {
  const auto scratch = PieceFile::scratch("/tmp");
  EXPECT_TRUE(scratch);
  AliasGrouper grouper(**scratch);
  for (const auto& each : records) EXPECT_TRUE(grouper.add(each));
  EXPECT_TRUE(grouper.settle());
  std::map<std::string, std::vector<std::string>> by_preferred;
  const auto members = grouper.members();
  EXPECT_TRUE(members);
  while ((*members)->next().value_or(false)) {
    auto& group = by_preferred[std::string((*members)->value())];
    if (group.empty()) group.emplace_back((*members)->value());
    group.push_back(KeyReader((*members)->key()).text());
  }
  Groups groups;
  for (auto& [_, group] : by_preferred) {
    std::sort(group.begin(), group.end(), preferred_before);
    groups.push_back(std::move(group));
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

TEST(AliasGroups, JoinThroughEachOther) {
  EXPECT_EQ(alias_groups({record("GO-1", {"CVE-1", "GHSA-1"}), record("PYSEC-1", {"GHSA-1"})}),
            (Groups{{"CVE-1", "GHSA-1", "GO-1", "PYSEC-1"}}));
}

TEST(AliasGroups, OrderOfRecordsDoesNotMatter) {
  const auto a = record("GHSA-1", {"CVE-1"}), b = record("X-1", {"GHSA-1"}), c = record("Y-1", {"X-1"});
  EXPECT_EQ(alias_groups({a, b, c}), alias_groups({c, b, a}));
}

TEST(AliasGroups, ARecordOfTwoCvesJoinsNothing) {
  EXPECT_EQ(alias_groups({record("GO-1", {"CVE-1", "CVE-2", "GHSA-1", "GHSA-2"}), record("GHSA-1", {"CVE-1"}),
                          record("GHSA-2", {"CVE-2"})}),
            (Groups{{"CVE-1", "GHSA-1"}, {"CVE-2", "GHSA-2"}}));
}

TEST(AliasGroups, AnIdBesideSeveralCvesBelongsToNone) {
  EXPECT_EQ(alias_groups({record("CVE-1", {"XSA-201"}), record("CVE-2", {"XSA-201"})}), Groups{});
}

TEST(AliasGroups, OwnRecordsWinOverOthers) {
  EXPECT_EQ(alias_groups({record("GHSA-1", {"CVE-1"}), record("PYSEC-1", {"CVE-2", "GHSA-1"})}),
            (Groups{{"CVE-1", "GHSA-1"}, {"CVE-2", "PYSEC-1"}}));
}

TEST(AliasGroups, NoChainJoinsTwoCves) {
  const auto groups =
      alias_groups({record("A-1", {"CVE-1"}), record("B-1", {"CVE-2"}), record("M-1", {"A-1", "B-1"})});
  EXPECT_EQ(groups, (Groups{{"CVE-1", "A-1", "M-1"}, {"CVE-2", "B-1"}}));
}

TEST(AliasGroups, WithoutAnyCve) {
  EXPECT_EQ(alias_groups({record("RUSTSEC-1", {"GHSA-1"})}), (Groups{{"GHSA-1", "RUSTSEC-1"}}));
}

}  // namespace
}  // namespace pratique::advisory
