#include "model/inventory.h"

#include <gtest/gtest.h>

#include "model/held_bytes.h"

namespace pratique::model {
namespace {

Component found(const char* name, const char* path) {
  Component component;
  component.purl = make_purl("maven", "g", name, "1");
  component.locations = {{path, "sha256:1"}};
  return component;
}

TEST(Component, WordsOfItsMembersAreReadBack) {
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(parse_evidence(to_string(static_cast<Evidence>(i))), static_cast<Evidence>(i));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(parse_scope(to_string(static_cast<Scope>(i))), static_cast<Scope>(i));
    EXPECT_EQ(parse_hash_algorithm(to_string(static_cast<HashAlgorithm>(i))), static_cast<HashAlgorithm>(i));
  }
  for (int i = 0; i < 7; ++i) EXPECT_EQ(parse_state(to_string(static_cast<State>(i))), static_cast<State>(i));
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(parse_edge_kind(to_string(static_cast<EdgeKind>(i))), static_cast<EdgeKind>(i));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(parse_observation_kind(to_string(static_cast<ObservationKind>(i))),
              static_cast<ObservationKind>(i));
  EXPECT_FALSE(parse_scope("development"));
  EXPECT_FALSE(parse_state(""));
}

// Every build of an image makes its layers anew; what a component is and where it lies stays.
TEST(Component, ItsNameIsStable) {
  auto one = found("a", "srv/a.jar");
  EXPECT_EQ(stable_id(one), "68bf680df9e6c498aec3a11bc0543d2c");
  auto other = one;
  other.locations[0].layer = "sha256:2";
  other.evidence = Evidence::kVendored;
  other.description = "x";
  EXPECT_EQ(stable_id(other), stable_id(one));
  other.locations[0].path = "opt/a.jar";
  EXPECT_NE(stable_id(other), stable_id(one));
  other = one;
  other.purl.version = "2";
  EXPECT_NE(stable_id(other), stable_id(one));
  other = one;
  other.details.edit().root = "srv/jail";
  EXPECT_NE(stable_id(other), stable_id(one));
}

TEST(Inventory, NamesOfItsComponentsAreTheirOwn) {
  Inventory inventory;
  inventory.components = {found("a", "a.jar"), found("a", "a.jar"), found("b", "b.jar"), found("a", "a.jar")};
  const auto ids = component_ids(inventory);
  EXPECT_EQ(ids[1], ids[0] + "-2");
  EXPECT_EQ(ids[3], ids[0] + "-3");
  EXPECT_NE(ids[2], ids[0]);
}

TEST(Inventory, EdgesFollowTheirComponents) {
  Inventory inventory;
  inventory.components = {found("c", "c.jar"), found("a", "a.jar"), found("b", "b.jar"), found("a", "a.jar")};
  inventory.edges = {{0, 1, EdgeKind::kDependsOn},  // c, a
                     {0, 3, EdgeKind::kDependsOn},  // the same, for the two are one
                     {1, 3, EdgeKind::kDependsOn},  // itself
                     {2, 0, EdgeKind::kContains},   // b, c
                     {2, 9, EdgeKind::kContains}};  // nowhere
  normalise(inventory);
  ASSERT_EQ(inventory.components.size(), 3u);
  EXPECT_EQ(inventory.edges, (std::vector<Edge>{{1, 2, EdgeKind::kContains}, {2, 0, EdgeKind::kDependsOn}}));
}

TEST(Inventory, PackagesCountOnceInAnyOrder) {
  Inventory inventory;
  inventory.components = {found("c", "c.jar"), found("a", "a.jar"), found("c", "d/c.jar"),
                          found("b", "b.jar")};
  EXPECT_EQ(count_packages(inventory), 3u);
  EXPECT_EQ(count_packages(inventory, {2, 1, 0}), 2u);
  normalise(inventory);
  EXPECT_EQ(count_packages(inventory), 3u);
  const auto sorted = inventory.components;
  normalise(inventory);
  EXPECT_EQ(inventory.components, sorted);
}

// One of a kind between two components: for what is nearest to running it.
TEST(Inventory, EdgesAreOfTheNearestScope) {
  Inventory inventory;
  inventory.components = {found("a", "a.jar"), found("b", "b.jar"), found("c", "c.jar")};
  inventory.edges = {{0, 1, EdgeKind::kDependsOn, Scope::kDev},
                     {0, 1, EdgeKind::kDependsOn, Scope::kPeer},
                     {0, 1, EdgeKind::kContains, Scope::kDev},
                     {0, 2, EdgeKind::kDependsOn, Scope::kBuild},
                     {0, 2, EdgeKind::kDependsOn}};
  normalise(inventory);
  EXPECT_EQ(inventory.edges, (std::vector<Edge>{{0, 1, EdgeKind::kDependsOn, Scope::kPeer},
                                                {0, 1, EdgeKind::kContains},
                                                {0, 2, EdgeKind::kDependsOn}}));
}

TEST(Inventory, ArchivesContainWhatLiesInThem) {
  Inventory inventory;
  inventory.components = {found("a", "a.jar"), found("b", "a.jar!lib/b.jar"),
                          found("c", "a.jar!lib/b.jar!c.jar"), found("d", "other.jar!d.jar"),
                          found("e", "e.jar")};
  inventory.components.push_back(found("f", "a.jar!f.jar"));
  inventory.components.back().locations[0].layer = "sha256:2";  // another a.jar, below or above this one
  EXPECT_EQ(add_containment(inventory), 0u);
  EXPECT_EQ(inventory.edges, (std::vector<Edge>{{0, 1, EdgeKind::kContains}, {1, 2, EdgeKind::kContains}}));
}

// A thousand names in one archive and a thousand archives in it would be a million edges.
TEST(Inventory, EdgesAreBounded) {
  Inventory inventory;
  for (int i = 0; i < 1000; ++i) inventory.components.push_back(found(std::to_string(i).c_str(), "a.jar"));
  for (int i = 0; i < 1000; ++i)
    inventory.components.push_back(found(("in" + std::to_string(i)).c_str(), "a.jar!b.jar"));
  EXPECT_EQ(add_containment(inventory), 1'000'000u - kMaxEdges);
  EXPECT_EQ(inventory.edges.size(), kMaxEdges);
}

TEST(Inventory, EdgesFollowWhatStaysAndGoWithWhatGoes) {
  Inventory inventory;
  for (const char* name : {"a", "b", "c", "d"}) {
    Component component;
    component.purl = make_purl(name == std::string_view("b") ? "npm" : "deb", "", name, "1");
    inventory.components.push_back(std::move(component));
  }
  inventory.edges = {{.from = 0, .to = 1}, {.from = 0, .to = 2}, {.from = 1, .to = 3}, {.from = 3, .to = 2}};
  keep_components(inventory, [](const Component& one) { return one.purl.type == "deb"; });
  ASSERT_EQ(inventory.components.size(), 3U);
  EXPECT_EQ(inventory.components[1].purl.name, "c");
  const std::vector<Edge> want{{.from = 0, .to = 1}, {.from = 2, .to = 1}};
  EXPECT_EQ(inventory.edges, want);
}

TEST(HeldBytes, CountEveryTextOfAComponent) {
  const auto plain = held_bytes(Component{});
  EXPECT_EQ(plain, sizeof(Component));
  EXPECT_LE(sizeof(Component), 512u) << "kept by the hundred thousand";
  const std::string text(1000, 'x');
  int members = 0;
  Component component;
  each_field(component, [&](std::string_view, auto& member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (std::is_same_v<Member, std::string>) {
      const auto before = held_bytes(component);
      member = text;
      EXPECT_GE(held_bytes(component), before + text.size());
      ++members;
    }
  });
  EXPECT_EQ(members, 19);
}

}  // namespace
}  // namespace pratique::model
