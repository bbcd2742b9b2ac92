#include "version/order.h"

#include <algorithm>

#include "model/ecosystem.h"

namespace pratique::version {
// The orders are made once, at the first call; the initialisation of a static is thread-safe.
const Order* find_order(std::string_view name) {
  static const auto orders = all_orders();
  const auto found =
      std::find_if(orders.begin(), orders.end(), [&](const auto& order) { return order->name() == name; });
  return found == orders.end() ? nullptr : found->get();
}

const Order* order_of_purl_type(std::string_view type) {
  return find_order(model::ecosystem_of_type(type).order);
}

}  // namespace pratique::version
