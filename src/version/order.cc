#include "version/order.h"

#include <algorithm>

namespace pratique::version {

const Order* find_order(std::string_view name) {
  static const auto orders = all_orders();
  const auto found = std::find_if(orders.begin(), orders.end(), [&](const auto& order) { return order->name() == name; });
  return found == orders.end() ? nullptr : found->get();
}

}  // namespace pratique::version
