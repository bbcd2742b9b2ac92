#include "version/order.h"

#include <algorithm>

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::version {
bool is_commit(std::string_view text) {
  constexpr std::size_t kSha1 = 40, kSha256 = 64;
  return (text.size() == kSha1 || text.size() == kSha256) &&
         std::all_of(text.begin(), text.end(), base::is_hex);
}

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
