// The table of ecosystems and the registry of version orders: neither names what the other lacks.
#include "model/ecosystem.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "version/order.h"

namespace pratique::version {
namespace {

TEST(Ecosystems, OrdersOfTheTableAreThoseOfTheRegistry) {
  for (const auto& row : model::ecosystems()) {
    EXPECT_TRUE(row.order.empty() || find_order(row.order) != nullptr) << row.type << ": " << row.order;
  }
  for (const auto& order : all_orders()) {
    EXPECT_TRUE(
        std::ranges::any_of(model::ecosystems(), [&](const auto& row) { return row.order == order->name(); }))
        << order->name() << " orders no ecosystem";
  }
}

}  // namespace
}  // namespace pratique::version
