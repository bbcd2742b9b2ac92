// The table of ecosystems and the registry of version orders: neither names what the other lacks.
#include "model/ecosystem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "version/order.h"

namespace pratique::version {
namespace {

TEST(Ecosystems, OrdersOfTheTableAreThoseOfTheRegistry) {
  for (const auto& row : model::ecosystems()) {
    EXPECT_TRUE(row.order.empty() || find_order(row.order) != nullptr) << row.type << ": " << row.order;
  }
  // Of products that no package manager installs (match/programs.h).
  const std::set<std::string_view> products{"cpe", "jvm"};
  for (const auto& order : all_orders()) {
    const bool orders_one =
        std::ranges::any_of(model::ecosystems(), [&](const auto& row) { return row.order == order->name(); });
    EXPECT_TRUE(orders_one || products.contains(order->name())) << order->name() << " orders no ecosystem";
  }
}

}  // namespace
}  // namespace pratique::version
