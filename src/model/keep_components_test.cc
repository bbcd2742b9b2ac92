#include "model/keep_components.h"

#include <gtest/gtest.h>

namespace pratique::model {
namespace {

TEST(KeepComponents, EdgesFollowWhatStaysAndGoWithWhatGoes) {
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

}  // namespace
}  // namespace pratique::model
