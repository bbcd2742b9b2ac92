#include "model/graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace pratique::model {
namespace {

// Components "a", "b", …; in this order.
Inventory inventory_of(std::string_view names, std::vector<Edge> edges) {
  Inventory inventory;
  for (const char name : names) {
    auto& component = inventory.components.emplace_back();
    component.purl = make_purl("npm", "", std::string(1, name), "1");
  }
  inventory.edges = std::move(edges);
  return inventory;
}

void ask(Inventory& inventory, std::size_t component) {
  inventory.components[component].reason = InstallReason::kExplicit;
}

// "a > b > c"
std::string path(const Inventory& inventory, const Graph& graph, std::size_t to) {
  std::string text;
  for (const auto& step : graph.path_to(to))
    text += (text.empty() ? "" : " > ") + inventory.components[step.component].purl.name;
  return text;
}

TEST(Graph, TheShortestWayFromWhatWasAskedFor) {
  auto inventory = inventory_of("abcd", {{0, 1}, {1, 2}, {2, 3}, {0, 2}});
  ask(inventory, 0);
  const Graph graph(inventory);
  EXPECT_EQ(path(inventory, graph, 3), "a > c > d");
  EXPECT_EQ(path(inventory, graph, 1), "a > b");
  EXPECT_EQ(path(inventory, graph, 0), "a");
  EXPECT_EQ(graph.root(0), RootKind::kExplicit);
  EXPECT_EQ(graph.root(3), RootKind::kNone);
}

TEST(Graph, OfEquallyLongWaysTheFirst) {
  auto inventory = inventory_of("abcd", {{0, 2}, {1, 2}, {1, 3}, {0, 3}});
  ask(inventory, 0), ask(inventory, 1);
  const Graph graph(inventory);
  EXPECT_EQ(path(inventory, graph, 2), "a > c");
  EXPECT_EQ(path(inventory, graph, 3), "a > d");
}

// "a" is needed by nobody and was asked for by nobody.
TEST(Graph, WhatWasAskedForGoesBeforeWhatNobodyNeeds) {
  auto inventory = inventory_of("abcd", {{0, 3}, {1, 2}, {2, 3}});
  ask(inventory, 1);
  const Graph graph(inventory);
  EXPECT_EQ(path(inventory, graph, 3), "b > c > d");
  EXPECT_EQ(graph.root(0), RootKind::kTop);
  EXPECT_EQ(graph.roots(), (std::vector<std::uint32_t>{1, 0}));
}

TEST(Graph, AForestAndLoopsHaveRootsToo) {
  // a > b; c <> d, which lead to e <> f; g alone.
  const auto inventory = inventory_of("abcdefg", {{0, 1}, {2, 3}, {3, 2}, {3, 4}, {4, 5}, {5, 4}});
  const Graph graph(inventory);
  EXPECT_EQ(graph.root(0), RootKind::kTop);
  EXPECT_EQ(graph.root(2), RootKind::kLoop);
  EXPECT_EQ(graph.root(3), RootKind::kNone);
  EXPECT_EQ(graph.root(4), RootKind::kNone) << "the loop c, d leads to it";
  EXPECT_EQ(graph.root(6), RootKind::kTop);
  EXPECT_EQ(path(inventory, graph, 5), "c > d > e > f");
  EXPECT_EQ(graph.roots(), (std::vector<std::uint32_t>{0, 6, 2}));
}

TEST(Graph, WhoNeedsItSaysMoreThanWhatHoldsIt) {
  // The application a holds b, c and d; a needs b, b needs c.
  auto inventory = inventory_of("abcd", {{0, 1},
                                         {1, 2},
                                         {0, 1, EdgeKind::kContains},
                                         {0, 2, EdgeKind::kContains},
                                         {0, 3, EdgeKind::kContains}});
  inventory.components[0].is_main = true;
  const Graph graph(inventory);
  EXPECT_EQ(path(inventory, graph, 2), "a > b > c");
  EXPECT_EQ(graph.path_to(3).back().by.kind, LinkKind::kContains);
  EXPECT_EQ(graph.root(0), RootKind::kMain);
}

TEST(Graph, APackageOfTheDistributionBroughtWhatItOwns) {
  auto inventory = inventory_of("ab", {});
  ask(inventory, 0);
  inventory.components[1].owner = inventory.components[0].purl.to_string();
  const Graph graph(inventory);
  EXPECT_EQ(path(inventory, graph, 1), "a > b");
  EXPECT_EQ(graph.path_to(1).back().by.kind, LinkKind::kOwns);
}

TEST(Graph, AStandInLeadsNowhere) {
  const auto inventory = inventory_of("ab", {{0, 1, EdgeKind::kProvides}});
  EXPECT_EQ(Graph(inventory).root(1), RootKind::kTop);
}

TEST(Graph, AboveIsAllThatLeadsToIt) {
  const auto inventory = inventory_of("abcde", {{0, 1}, {1, 2}, {2, 1}, {3, 2}, {2, 4}});
  EXPECT_EQ(Graph(inventory).above(2), (std::vector<std::uint32_t>{0, 1, 2, 3}));
  EXPECT_EQ(Graph(inventory).above(0), (std::vector<std::uint32_t>{0}));
}

// A chain takes no more stack than a pair.
TEST(Graph, ALongChainAndALongLoop) {
  constexpr std::uint32_t kCount = 200'000;
  Inventory inventory;
  inventory.components.resize(kCount);
  for (std::uint32_t i = 0; i + 1 < kCount; ++i) inventory.edges.push_back({i, i + 1});
  EXPECT_EQ(Graph(inventory).path_to(kCount - 1).size(), kCount);
  inventory.edges.push_back({kCount - 1, 0});
  const Graph loop(inventory);
  EXPECT_EQ(loop.roots(), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(loop.path_to(kCount - 1).size(), kCount);
}

// Against the plain definition: the length of a way over dependencies from the roots that there are.
TEST(Graph, IsAsShortAsTheRelaxedDistance) {
  std::mt19937 generator(7);
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t count = 2 + random() % 12;
    auto inventory = inventory_of(std::string("abcdefghijklmnop").substr(0, count), {});
    for (std::uint32_t i = random() % 30; i > 0; --i) {
      const Edge edge{static_cast<std::uint32_t>(random() % count),
                      static_cast<std::uint32_t>(random() % count)};
      if (edge.from != edge.to) inventory.edges.push_back(edge);
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      if (random() % 5 == 0) ask(inventory, i);
    }
    normalise(inventory);
    const Graph graph(inventory);
    std::vector<std::size_t> asked(count, 1000), all(count, 1000);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (graph.root(i) == RootKind::kExplicit) asked[i] = 1;
      if (graph.root(i) != RootKind::kNone) all[i] = 1;
    }
    for (std::uint32_t again = 0; again < count; ++again) {
      for (const auto& edge : inventory.edges) {
        asked[edge.to] = std::min(asked[edge.to], asked[edge.from] + 1);
        all[edge.to] = std::min(all[edge.to], all[edge.from] + 1);
      }
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      ASSERT_LT(all[i], 1000u) << "every component has a way";
      const auto length = graph.distance(i);
      if (asked[i] < 1000) {
        ASSERT_EQ(length, asked[i]) << round;
      }
      for (std::size_t step = 1; step < length; ++step) {
        const auto way = graph.path_to(i);
        const Edge edge{way[step - 1].component, way[step].component};
        ASSERT_TRUE(std::ranges::binary_search(inventory.edges, edge)) << round;
      }
      if (graph.root(i) != RootKind::kNone) {
        ASSERT_EQ(length, 1u);
      }
    }
  }
}

}  // namespace
}  // namespace pratique::model
