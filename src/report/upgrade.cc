#include "report/upgrade.h"

#include <algorithm>
#include <vector>

#include "version/order.h"

namespace pratique::report {

std::optional<Upgrade> best_upgrade(std::string_view purl_type,
                                    std::span<const match::Finding* const> findings) {
  std::vector<std::string_view> fixed;
  for (const auto* finding : findings) {
    if (!finding->fixed.empty()) fixed.push_back(finding->fixed);
  }
  if (fixed.empty()) return std::nullopt;
  // All fixes are below or at the highest one, so it fixes the most; among equals ("1.0", "1.0.0") the first.
  const auto* order = version::order_of_purl_type(purl_type);
  const bool one = std::all_of(fixed.begin(), fixed.end(), [&](auto version) { return version == fixed[0]; });
  if (!order && !one) return std::nullopt;
  const auto highest = one ? fixed.begin()
                           : std::max_element(fixed.begin(), fixed.end(),
                                              [&](auto a, auto b) { return order->compare(a, b) < 0; });
  return Upgrade{.version = std::string(*highest), .fixes = fixed.size()};
}

}  // namespace pratique::report
