#include "advisory/bounds.h"

namespace pratique::advisory {

// "" and "0" are the beginning, or, as the fix, no version at all.
bool has_odd_bound(const Range& range, const version::Order* order) {
  const auto is_odd = [&](std::string_view bound) {
    return !bound.empty() && bound != "0" && !order->bounds(bound);
  };
  return order != nullptr && (is_odd(range.introduced) || is_odd(range.fixed) || is_odd(range.last_affected));
}

}  // namespace pratique::advisory
