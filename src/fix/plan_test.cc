// Which steps a plan takes: on inventories in memory, judged by a handful of advisories.
#include "fix/plan.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "base/text.h"
#include "fix/chain.h"
#include "support/advisory_shelf.h"

namespace pratique::fix {
namespace {

using support::hit;
using support::package;

class Planned : public ::testing::Test {
 protected:
  support::Shelf shelf;
  model::Inventory inventory;
  match::Judgement judgement;
  Books books;

  // `from` needs `to`: numbers of components.
  void needs(std::uint32_t from, std::uint32_t to) {
    inventory.edges.push_back({.from = from, .to = to, .kind = model::EdgeKind::kDependsOn});
  }

  Plan made() {
    inventory.subject.platform = {.os = "linux", .architecture = "amd64"};
    judgement = match::judge(inventory, shelf).value();
    std::vector<const match::Finding*> open;
    for (const auto& finding : judgement.findings) {
      if (finding.state == match::FindingState::kOpen) open.push_back(&finding);
    }
    return plan({.inventory = inventory,
                 .judgement = judgement,
                 .chosen = open,
                 .advisories = shelf,
                 .books = books})
        .value();
  }

  // "qs 6.7.0 -> 6.7.3 clears CVE-1 leaves CVE-2 brings CVE-3".
  static std::string said(const PackageUpgrade& one) {
    auto text = one.name + " " + one.version + " -> " + one.to + (one.crosses_major ? "!" : "") + " clears " +
                base::join(one.cleared, ",");
    if (!one.left.empty()) text += " leaves " + base::join(one.left, ",");
    if (!one.brought.empty()) text += " brings " + base::join(one.brought, ",");
    if (!one.in_major.empty())
      text += " or " + one.in_major + " clears " + std::to_string(one.cleared_in_major);
    return text;
  }
  std::string said() {
    std::string text;
    for (const auto& one : made().upgrades) text += (text.empty() ? "" : "; ") + said(one);
    return text;
  }
};

TEST_F(Planned, OneVersionClearsAllThatIsKnownOfAPackage) {
  inventory.components = {package("pkg:npm/qs@6.7.0")};
  shelf.add(hit("CVE-1", "osv", "npm", "qs", "semver", "0", "6.7.3"));
  shelf.add(hit("CVE-2", "osv", "npm", "qs", "semver", "0", "6.9.0"));
  EXPECT_EQ(said(), "qs 6.7.0 -> 6.9.0 clears CVE-1,CVE-2");
}

TEST_F(Planned, AMajorVersionIsCrossedOnlyWhereNothingElseClears) {
  inventory.components = {package("pkg:npm/a@1.0.0"), package("pkg:npm/b@1.0.0"), package("pkg:npm/c@0.4.0")};
  auto both = hit("CVE-1", "osv", "npm", "a", "semver", "0", "1.4.0");
  both.affected.ranges.push_back({.introduced = "2.0.0", .fixed = "2.1.0"});
  shelf.add(both);
  shelf.add(hit("CVE-2", "osv", "npm", "b", "semver", "0", "1.2.0"));
  shelf.add(hit("CVE-3", "osv", "npm", "b", "semver", "0", "2.0.1"));
  shelf.add(hit("CVE-4", "osv", "npm", "c", "semver", "0", "0.7.0"));
  EXPECT_EQ(
      said(),
      "b 1.0.0 -> 2.0.1! clears CVE-2,CVE-3 or 1.2.0 clears 1; a 1.0.0 -> 1.4.0 clears CVE-1; c 0.4.0 -> "
      "0.7.0! clears CVE-4");
}

// The version that mends one defect may have brought another: it is judged as if it were installed.
TEST_F(Planned, WhatTheFixItselfHasCounts) {
  inventory.components = {package("pkg:npm/a@1.0.0")};
  shelf.add(hit("CVE-1", "osv", "npm", "a", "semver", "0", "1.1.0"));
  shelf.add(hit("CVE-2", "osv", "npm", "a", "semver", "1.1.0", "1.1.2"));
  EXPECT_EQ(said(), "a 1.0.0 -> 1.1.2 clears CVE-1");
  shelf.add(hit("CVE-3", "osv", "npm", "a", "semver", "1.0.5", ""));
  EXPECT_EQ(said(), "a 1.0.0 -> 1.1.2 clears CVE-1 brings CVE-3");
}

TEST_F(Planned, TheBuildOfAVersionStays) {
  inventory.components = {package("pkg:maven/com.google.guava/guava@30.0-jre")};
  shelf.add(hit("CVE-1", "osv", "Maven", "com.google.guava:guava", "maven", "0", "32.0.0-android"));
  EXPECT_EQ(said(), "com.google.guava:guava 30.0-jre -> 32.0.0-jre! clears CVE-1");
}

TEST_F(Planned, APrereleaseIsTheLastResort) {
  inventory.components = {package("pkg:npm/a@1.0.0")};
  auto one = hit("CVE-1", "osv", "npm", "a", "semver", "0", "2.0.0-beta.1");
  shelf.add(one);
  EXPECT_EQ(said(), "a 1.0.0 -> 2.0.0-beta.1! clears CVE-1");
  shelf.add(hit("CVE-2", "osv", "npm", "a", "semver", "0", "2.0.0"));
  EXPECT_EQ(said(), "a 1.0.0 -> 2.0.0! clears CVE-1,CVE-2");
}

TEST_F(Planned, WhatNothingClearsIsToldWithWhoseItIs) {
  inventory.components = {package("pkg:npm/a@1.0.0"), package("pkg:npm/b@1.0.0")};
  shelf.add(hit("CVE-1", "osv", "npm", "a", "semver", "0", ""));
  shelf.add(hit("CVE-2", "osv", "npm", "b", "semver", "0", "1.1.0"));
  shelf.add(hit("CVE-3", "osv", "npm", "b", "semver", "0", ""));
  const auto plan = made();
  ASSERT_EQ(plan.unfixed.size(), 2u);
  EXPECT_EQ(plan.unfixed[0].whose, "the authors of a");
  EXPECT_EQ(plan.unfixed[0].ids, std::vector<std::string>{"CVE-1"});
  EXPECT_EQ(plan.unfixed[1].ids, std::vector<std::string>{"CVE-3"});
  ASSERT_EQ(plan.upgrades.size(), 1u);
  EXPECT_EQ(said(plan.upgrades[0]), "b 1.0.0 -> 1.1.0 clears CVE-2 leaves CVE-3");
  EXPECT_EQ(plan.chosen, 3u);
  EXPECT_EQ(plan.cleared, 1u);
}

// A mirror of a registry in memory.
class Mirrored : public Planned {
 protected:
  void have(const std::string& name, const std::string& packument) { documents_[name] = packument; }
  void SetUp() override {
    book_.emplace(*find_registry_reader("npm"),
                  [this](const std::string& path, std::uint64_t) -> Result<std::string> {
                    const auto at = documents_.find(path);
                    if (at == documents_.end()) return base::fail(ErrorKind::kNotFound, "no " + path);
                    return at->second;
                  });
    books = [this](std::string_view type) { return type == "npm" ? &*book_ : nullptr; };
  }

 private:
  std::map<std::string, std::string> documents_;
  std::optional<MetadataBook> book_;
};

TEST_F(Mirrored, AnExistingVersionIsTakenWhereTheyAreKnown) {
  inventory.components = {package("pkg:npm/a@1.0.0")};
  shelf.add(hit("CVE-1", "osv", "npm", "a", "semver", "0", "1.1.0"));
  have("a", R"({"name": "a", "versions": {"1.0.0": {}, "1.1.4": {}, "2.0.0": {}}})");
  EXPECT_EQ(said(), "a 1.0.0 -> 1.1.4 clears CVE-1");
}

TEST_F(Mirrored, TheVersionOfThePackageThatBringsItIsFound) {
  inventory.components = {package("pkg:npm/app@1.0.0"), package("pkg:npm/express@4.17.1"),
                          package("pkg:npm/qs@6.7.0")};
  inventory.components[0].is_main = true;
  needs(0, 1), needs(1, 2);
  shelf.add(hit("CVE-1", "osv", "npm", "qs", "semver", "0", "6.7.3"));
  have("qs", R"({"name": "qs", "versions": {"6.7.0": {}, "6.7.3": {}, "6.9.7": {}}})");
  have("express", R"({"name": "express", "versions": {
    "4.17.1": {"dependencies": {"qs": "6.7.0"}}, "4.17.2": {"dependencies": {"qs": "6.9.6"}},
    "4.17.3": {"dependencies": {"qs": "6.9.7"}}}})");
  const auto plan = made();
  ASSERT_EQ(plan.upgrades.size(), 1u);
  EXPECT_EQ(plan.upgrades[0].carrier->to, "4.17.3");
  EXPECT_EQ(plan.upgrades[0].basis, "registry metadata");
}

TEST_F(Planned, ThePackageThatBringsItIsNamed) {
  inventory.components = {package("pkg:npm/app@1.0.0"), package("pkg:npm/express@4.17.1"),
                          package("pkg:npm/qs@6.7.0")};
  inventory.components[0].is_main = true;
  needs(0, 1), needs(1, 2);
  shelf.add(hit("CVE-1", "osv", "npm", "qs", "semver", "0", "6.7.3"));
  shelf.add(hit("CVE-2", "osv", "npm", "express", "semver", "0", "4.17.3"));
  const auto plan = made();
  ASSERT_EQ(plan.upgrades.size(), 2u);
  for (const auto& one : plan.upgrades) {
    EXPECT_EQ(one.direct, one.name == "express") << one.name;
    if (one.direct) continue;
    ASSERT_TRUE(one.carrier);
    EXPECT_EQ(one.carrier->name, "express");
    EXPECT_EQ(one.carrier->to, "");
    EXPECT_EQ(one.way.size(), 3u);
  }
}

TEST_F(Planned, OneLineForAllPackagesOfTheDistribution) {
  inventory.subject.distro = {.id = "debian", .version_id = "12", .name = "Debian 12"};
  inventory.components = {package("pkg:deb/debian/libssl3@3.0.9-1?distro=debian-12"),
                          package("pkg:deb/debian/openssl@3.0.9-1?distro=debian-12"),
                          package("pkg:deb/debian/zlib1g@1.2.11-1?distro=debian-12")};
  for (std::size_t i = 0; i < 2; ++i) {
    inventory.components[i].source_name = "openssl";
    inventory.components[i].source_version = "3.0.9-1";
  }
  inventory.components[2].source_name = "zlib";
  inventory.components[2].source_version = "1.2.11-1";
  shelf.add(hit("CVE-1", "debian", "Debian:12", "openssl", "deb", "0", "3.0.10-1"));
  shelf.add(hit("CVE-2", "debian", "Debian:12", "openssl", "deb", "0", "3.0.11-1"));
  shelf.add(hit("CVE-3", "debian", "Debian:12", "zlib", "deb", "0", ""));
  const auto plan = made();
  ASSERT_EQ(plan.systems.size(), 1u);
  EXPECT_EQ(
      plan.systems[0].line,
      "apt-get update && apt-get install -y --no-install-recommends --only-upgrade libssl3 openssl && rm -rf "
      "/var/lib/apt/lists/*");
  EXPECT_EQ(plan.systems[0].packages[0].to, "3.0.11-1");
  EXPECT_EQ(plan.systems[0].cleared, (std::vector<std::string>{"CVE-1", "CVE-2"}));
  ASSERT_EQ(plan.unfixed.size(), 1u);
  EXPECT_EQ(plan.unfixed[0].whose, "Debian 12");
  EXPECT_EQ(plan.unfixed[0].packages, std::vector<std::string>{"zlib 1.2.11-1"});
}

}  // namespace
}  // namespace pratique::fix
