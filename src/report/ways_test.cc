// Ways in words, trees of packages, and what a typed word means.
#include "report/ways.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "codec/json.h"
#include "report/why.h"

namespace pratique::report {
namespace {

model::Inventory inventory_of(std::size_t count, std::vector<model::Edge> edges) {
  model::Inventory inventory;
  for (std::size_t i = 0; i < count; ++i) {
    auto& component = inventory.components.emplace_back();
    component.purl = model::make_purl("npm", "", "p" + std::to_string(i), "1");
  }
  inventory.edges = std::move(edges);
  return inventory;
}

void ask(model::Inventory& inventory, std::size_t component, const char* file) {
  inventory.components[component].reason = model::InstallReason::kExplicit;
  inventory.components[component].details.edit().asked_in = file;
}

std::string tree_of(const model::Inventory& inventory) {
  const model::Graph graph(inventory);
  std::string text;
  PackageTree(graph).each(graph.roots(), [&](const PackageTree::Line& line) {
    text += line.mark + line_text(inventory, graph, line) + "\n";
    return true;
  });
  return text;
}

TEST(WayText, BeginsWithWhoAskedAndSaysWhatForAndHow) {
  auto inventory = inventory_of(
      4, {{0, 1, model::EdgeKind::kDependsOn, model::Scope::kPeer}, {1, 2, model::EdgeKind::kContains}});
  ask(inventory, 0, "app/package.json");
  const model::Graph graph(inventory);
  EXPECT_EQ(way_text(inventory, graph, 2),
            "p0 1 (asked for in app/package.json) → p1 1 (peer) → contains p2 1");
  EXPECT_EQ(way_text(inventory, graph, 0), "p0 1 (asked for in app/package.json)");
  EXPECT_EQ(way_text(inventory, graph, 3), "") << "nothing is known of it";
  EXPECT_TRUE(way_to_json(inventory, graph, 3).empty());
}

TEST(WayText, OfALongWayTheEnds) {
  constexpr std::uint32_t kCount = 100;
  auto inventory = inventory_of(kCount, {});
  for (std::uint32_t i = 0; i + 1 < kCount; ++i) inventory.edges.push_back({i, i + 1});
  const model::Graph graph(inventory);
  const auto text = way_text(inventory, graph, kCount - 1);
  EXPECT_TRUE(base::contains(text, " → p7 1 → … 84 more … → p92 1 → ")) << text;
  EXPECT_TRUE(text.ends_with("→ p99 1"));
  const auto steps = way_to_json(inventory, graph, kCount - 1);
  ASSERT_EQ(steps.size(), kMaxSteps);
  EXPECT_EQ(steps[kMaxSteps / 2].as_object().at("skipped").to_number<int>(), 36);
  EXPECT_EQ(steps[kMaxSteps / 2].as_object().at("purl").as_string(), "pkg:npm/p68@1");
  EXPECT_FALSE(steps.back().as_object().contains("skipped"));
  EXPECT_EQ(shown_steps(graph, kMaxSteps - 1, kMaxSteps).size(), kMaxSteps);
  EXPECT_EQ(shown_steps(graph, kMaxSteps - 1, kMaxSteps)[kMaxSteps / 2].skipped, 0u) << "just as long";
}

TEST(PackageTree, ShowsWhatAPackageLeadsToOnce) {
  auto inventory = inventory_of(5, {{0, 1}, {0, 2}, {1, 2}, {2, 3}, {4, 2}});
  EXPECT_EQ(tree_of(inventory),
            "p0 1\n├─ p1 1\n│  └─ p2 1\n│     └─ p3 1\n└─ p2 1 (above)\np4 1\n└─ p2 1 (above)\n");
  ask(inventory, 2, "app/package.json");
  EXPECT_EQ(tree_of(inventory),
            "p2 1 [asked for in app/package.json]\n└─ p3 1\n"
            "p0 1\n├─ p1 1\n│  └─ p2 1 [asked for in app/package.json] (above)\n"
            "└─ p2 1 [asked for in app/package.json] (above)\n"
            "p4 1\n└─ p2 1 [asked for in app/package.json] (above)\n");
}

TEST(PackageTree, WhatNeedsItselfComesToAnEnd) {
  EXPECT_EQ(tree_of(inventory_of(2, {{0, 1}, {1, 0}})),
            "p0 1 [needs itself by others, and nothing else leads to it]\n└─ p1 1\n   └─ p0 1 (above)\n");
}

TEST(PackageTree, GoesOnAtTheLeftWhereItIsTooDeep) {
  constexpr std::uint32_t kCount = 100;
  auto inventory = inventory_of(kCount, {});
  for (std::uint32_t i = 0; i + 1 < kCount; ++i) inventory.edges.push_back({i, i + 1});
  const auto text = tree_of(inventory);
  EXPECT_TRUE(base::contains(text, "└─ p40 1 (continued below)\np40 1\n└─ p41 1\n")) << text;
  for (std::uint32_t i = 0; i < kCount; ++i)
    EXPECT_TRUE(base::contains(text, "p" + std::to_string(i) + " 1")) << i;
}

std::vector<std::size_t> found(const model::Inventory& inventory, const std::string& word) {
  const auto named = find_packages(inventory, word);
  return named ? named->components : std::vector<std::size_t>{99};
}

TEST(FindPackages, ByTheNamesThatPeopleWrite) {
  model::Inventory inventory;
  const auto add = [&](const char* type, const char* name_space, const char* name, const char* version) {
    inventory.components.emplace_back().purl = model::make_purl(type, name_space, name, version);
  };
  add("npm", "@babel", "core", "7.0.0");
  add("npm", "", "core", "1.0.0");
  add("maven", "org.slf4j", "slf4j-api", "2.0");
  add("pypi", "", "typing-extensions", "4.0");
  add("deb", "debian", "libssl3", "3.0");
  inventory.components.back().source_name = "openssl";
  using Numbers = std::vector<std::size_t>;
  EXPECT_EQ(found(inventory, "@babel/core"), Numbers{0});
  EXPECT_EQ(found(inventory, "@babel/core@7.0.0"), Numbers{0});
  EXPECT_EQ(found(inventory, "@babel/core@8"), Numbers{});
  EXPECT_EQ(found(inventory, "core"), (Numbers{0, 1}));
  EXPECT_EQ(found(inventory, "CORE@1.0.0"), Numbers{1});
  EXPECT_EQ(found(inventory, "org.slf4j:slf4j-api"), Numbers{2});
  EXPECT_EQ(found(inventory, "org.slf4j/slf4j-api"), Numbers{2});
  EXPECT_EQ(found(inventory, "Typing_Extensions"), Numbers{3});
  EXPECT_EQ(found(inventory, "pkg:npm/core"), Numbers{1});
  EXPECT_EQ(found(inventory, "pkg:deb/debian/libssl3@3.0"), Numbers{4});
  EXPECT_EQ(found(inventory, "pkg:"), Numbers{99});
  EXPECT_EQ(find_packages(inventory, "openssl")->by, "source");
  EXPECT_EQ(find_packages(inventory, "libssl1")->near, std::vector<std::string>{"libssl3"});
  EXPECT_TRUE(find_packages(inventory, "zzzzzzzz")->near.empty());
}

}  // namespace
}  // namespace pratique::report
