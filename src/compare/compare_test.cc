#include "compare/compare.h"

#include <gtest/gtest.h>

#include "match/fold.h"
#include "support/advisory_shelf.h"

namespace pratique::compare {
namespace {

using match::FindingState;
using pratique::support::hit;
using pratique::support::package;
using pratique::support::Shelf;

// An image of these packages, judged.
struct Image {
  Image(const std::vector<const char*>& purls, const Shelf& shelf) {
    for (const auto* purl : purls) inventory.components.push_back(package(purl));
    judgement = *match::judge(inventory, shelf);
    judgement.database = "1";
    look();
  }
  void look() {
    open.clear();
    for (const auto& finding : judgement.findings) {
      if (finding.state == FindingState::kOpen) open.push_back(&finding);
    }
  }
  Side side() const { return {.inventory = inventory, .judgement = judgement, .findings = open}; }

  model::Inventory inventory;
  match::Judgement judgement;
  std::vector<const match::Finding*> open;
};

Shelf shelf() {
  Shelf all;
  all.add(hit("GHSA-old", "ghsa", "npm", "a", "semver", "0", "2.0.0"));
  all.add(hit("GHSA-new", "ghsa", "npm", "a", "semver", "2.0.0", "3.0.0"));
  all.add(hit("GHSA-b", "ghsa", "npm", "b", "semver", "0", "9.0.0"));
  return all;
}

std::vector<std::string> lines_of(const Changes& comparison) {
  std::vector<std::string> lines;
  for (const auto& one : comparison.packages) {
    lines.push_back(std::string(to_string(one.change)) + " " + one.name);
    for (const auto& each : one.gained)
      lines.push_back("+" + std::string(each.finding->id) + " " + to_string(each.cause) + ": " + each.why);
    for (const auto& each : one.lost)
      lines.push_back("-" + std::string(each.finding->id) + " " + to_string(each.cause) + ": " + each.why);
  }
  return lines;
}
using Lines = std::vector<std::string>;

TEST(Compare, AnImageIsNoOtherThanItself) {
  const Image one({"pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"}, shelf());
  const auto comparison = compare(one.side(), one.side());
  EXPECT_TRUE(comparison.packages.empty());
  EXPECT_TRUE(comparison.gained.empty() && comparison.lost.empty());
  EXPECT_EQ(comparison.unchanged, 2u);
}

TEST(Compare, PackagesBringAndTakeVulnerabilities) {
  const Image before({"pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"}, shelf());
  const Image after({"pkg:npm/a@2.1.0", "pkg:npm/c@1.0.0"}, shelf());
  const auto comparison = compare(before.side(), after.side());
  EXPECT_EQ(lines_of(comparison),
            (Lines{"changed a", "+GHSA-new package: upgraded", "-GHSA-old package: upgraded", "removed b",
                   "-GHSA-b package: the package is gone", "added c"}));
  EXPECT_EQ((std::vector{comparison.added, comparison.removed, comparison.changed, comparison.unchanged}),
            (std::vector<std::size_t>{1, 1, 1, 0}));
  EXPECT_EQ(comparison.packages[0].move, Move::kUp);
  const auto back = compare(after.side(), before.side());
  EXPECT_EQ(lines_of(back),
            (Lines{"changed a", "+GHSA-old package: downgraded", "-GHSA-new package: downgraded", "added b",
                   "+GHSA-b package: the package is new", "removed c"}));
  EXPECT_EQ(back.packages[0].move, Move::kDown);
}

// One of two packages loses it: the image still has it.
TEST(Compare, AVulnerabilityThatIsElsewhereTooIsNotLostToTheImage) {
  Shelf both;
  for (const auto* name : {"a", "b"}) both.add(hit("GHSA-x", "ghsa", "npm", name, "semver", "0", "2.0.0"));
  const Image before({"pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"}, both),
      after({"pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"}, both);
  const auto comparison = compare(before.side(), after.side());
  EXPECT_EQ(lines_of(comparison), (Lines{"changed b", "-GHSA-x package: upgraded"}));
  EXPECT_TRUE(comparison.lost.empty());
}

TEST(Compare, WordsOfPeopleAreTheCause) {
  const Image before({"pkg:npm/b@1.0.0"}, shelf());
  for (const auto* kind : {"vex", "exception"}) {
    Image after({"pkg:npm/b@1.0.0"}, shelf());
    const match::Opinion opinion{.decides = true,
                                 .kind = kind,
                                 .status = "not_affected",
                                 .justification = "component_not_present",
                                 .document = "v.json",
                                 .place = "statement 1"};
    after.judgement.findings[0].state = FindingState::kNotAffected;
    after.judgement.findings[0].opinions = {&opinion, 1};
    after.look();
    const auto line = "-GHSA-b " + std::string(kind) + ": v.json, statement 1: component_not_present";
    EXPECT_EQ(lines_of(compare(before.side(), after.side())), (Lines{"unchanged b", line}));
  }
}

TEST(Compare, WhatTheWorldLearntIsTheCause) {
  const Image before({"pkg:npm/b@1.0.0"}, Shelf());
  Image after({"pkg:npm/b@1.0.0"}, shelf());
  after.judgement.database = "2";
  EXPECT_EQ(lines_of(compare(before.side(), after.side())),
            (Lines{"unchanged b", "+GHSA-b advisory-data: GHSA-b of ghsa is new in its database"}));
}

// Sides by one database whose package was judged on one side alone.
TEST(Compare, WhatWasNotSeenIsTheCause) {
  Image before({"pkg:npm/b@1.0.0"}, Shelf());
  before.judgement.gaps = {
      {"no-advisory-data", "no advisory data for npm", "npm", match::Standing::kUnjudged, 1}};
  before.judgement.standings = {{match::Standing::kUnjudged, {0}}};
  const Image after({"pkg:npm/b@1.0.0"}, shelf());
  EXPECT_EQ(lines_of(compare(before.side(), after.side())),
            (Lines{"unchanged b", "+GHSA-b judging: not-judged there: no advisory data for npm"}));
}

TEST(Compare, BinariesOfASourceAreOnePackage) {
  const auto debian = [](const char* name, const char* version) {
    auto one = package(std::string("pkg:deb/debian/") + name + "@" + version);
    one.source_name = "openssl";
    one.source_version = version;
    return one;
  };
  Image before({}, Shelf()), after({}, Shelf());
  before.inventory.components = {debian("libssl3", "3.0.9-1"), debian("openssl", "3.0.9-1")};
  after.inventory.components = {debian("libssl3", "3.0.11-1"), debian("openssl", "3.0.11-1")};
  const auto comparison = compare(before.side(), after.side());
  ASSERT_EQ(comparison.packages.size(), 1u);
  EXPECT_EQ(comparison.packages[0].name, "openssl");
  EXPECT_EQ(comparison.packages[0].members, (std::vector<std::string>{"libssl3", "openssl"}));
  EXPECT_EQ(comparison.packages[0].before, std::vector<std::string>{"3.0.9-1"});
  EXPECT_EQ(comparison.changed, 2u);
}

TEST(Compare, LabelsConfigurationAndLayers) {
  Image before({}, Shelf()), after({}, Shelf());
  auto &was = before.inventory.subject, &is = after.inventory.subject;
  was.labels = {{"a", "1"}, {"b", "1"}};
  is.labels = {{"b", "2"}, {"c", "3"}};
  was.config.env = {"PATH=/bin", "X=1"};
  is.config.env = {"PATH=/bin", "X=2", "EMPTY="};
  is.config.user = "1000";
  was.config.cmd = {"sh", "-c", "a \"b\""};
  is.config.cmd = {"sh"};
  was.config.healthcheck.test = {"CMD", "true"};
  was.config.healthcheck.interval = 1'500'000'000;
  for (const auto* digest : {"x", "y", "y"}) was.layers.push_back({.diff_id = digest});
  for (const auto* digest : {"x", "y", "z"}) is.layers.push_back({.diff_id = digest});
  const auto comparison = compare(before.side(), after.side());
  EXPECT_EQ(comparison.labels, (std::vector<FactChange>{{"a", "1", "", Change::kRemoved},
                                                        {"b", "1", "2", Change::kChanged},
                                                        {"c", "", "3", Change::kAdded}}));
  EXPECT_EQ(
      comparison.config,
      (std::vector<FactChange>{{"cmd", R"(["sh", "-c", "a \"b\""])", R"(["sh"])", Change::kChanged},
                               {"env EMPTY", "", "", Change::kAdded},
                               {"env X", "1", "2", Change::kChanged},
                               {"healthcheck", R"(["CMD", "true"] interval=1500ms)", "", Change::kRemoved},
                               {"user", "", "1000", Change::kAdded}}));
  std::string layers;
  for (const auto& one : comparison.layers)
    layers +=
        std::string(to_string(one.change)) + " " + one.layer->diff_id + std::to_string(one.number) + "; ";
  EXPECT_EQ(layers, "unchanged x0; unchanged y1; added z2; removed y2; ");
}

}  // namespace
}  // namespace pratique::compare
