#include "match/newest.h"

#include <gtest/gtest.h>

#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::hit;
using support::package;

std::string told(const char* purl, const std::vector<support::Hit>& hits) {
  support::Shelf shelf;
  for (const auto& one : hits) shelf.add(one);
  model::Inventory inventory;
  inventory.components = {package(purl)};
  const auto answer = newest_named(inventory, shelf);
  if (!answer) return base::to_line(answer.error());
  if (answer->newer.empty()) return answer->named > 0 ? "none newer" : "nothing named";
  return answer->newer[0].version + " by " + answer->newer[0].advisory;
}

TEST(Newest, IsTheHighestThatAnyAdvisoryNames) {
  const auto one = hit("A-1", "ghsa", "npm", "a", "semver", "0", "1.2.0"),
             two = hit("A-2", "ghsa", "npm", "a", "semver", "1.3.0", "1.10.0");
  EXPECT_EQ(told("pkg:npm/a@1.0.0", {one, two}), "1.10.0 by A-2");
  EXPECT_EQ(told("pkg:npm/a@1.10.0", {one, two}), "none newer");
  EXPECT_EQ(told("pkg:npm/b@1.0.0", {one, two}), "nothing named");
}

TEST(Newest, EarlyWithdrawnAndMaliciousVersionsNameNothing) {
  const auto early = hit("A-1", "ghsa", "npm", "a", "semver", "0", "2.0.0-rc.1");
  EXPECT_EQ(told("pkg:npm/a@1.0.0", {early}), "nothing named");
  EXPECT_EQ(told("pkg:npm/a@2.0.0-alpha.3", {early}), "2.0.0-rc.1 by A-1");
  auto withdrawn = hit("A-2", "ghsa", "npm", "a", "semver", "0", "3.0.0");
  withdrawn.withdrawn = true;
  auto malicious = hit("MAL-1", "ossf", "npm", "a", "semver", "0", "4.0.0");
  malicious.category = "malicious";
  EXPECT_EQ(told("pkg:npm/a@1.0.0", {withdrawn, malicious}), "nothing named");
}

TEST(Newest, OfPackagesOfADistributionNothingIsAsked) {
  EXPECT_EQ(told("pkg:deb/debian/a@1", {hit("A-1", "debian", "Debian:12", "a", "deb", "0", "2")}),
            "nothing named");
}

}  // namespace
}  // namespace pratique::match
