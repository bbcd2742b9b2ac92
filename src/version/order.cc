#include "version/order.h"

#include <algorithm>
#include <array>

namespace pratique::version {
namespace {

struct Route {
  std::string_view type, order;
};

// Purl types whose packages are ordered by another type's rules, or under another name. Types that are not
// here (generic, oci, github, conda…) name versions without one order.
constexpr std::array kRoutes = {
    Route{"apk", "apk"},       Route{"bitnami", "bitnami"},   Route{"cargo", "semver"},
    Route{"cocoapods", "gem"}, Route{"composer", "composer"}, Route{"conan", "semver"},
    Route{"cran", "cran"},     Route{"deb", "deb"},           Route{"gem", "gem"},
    Route{"golang", "go"},     Route{"hackage", "hackage"},   Route{"hex", "semver"},
    Route{"julia", "semver"},  Route{"maven", "maven"},       Route{"npm", "semver"},
    Route{"nuget", "nuget"},   Route{"opkg", "deb"},          Route{"pub", "pub"},
    Route{"pypi", "pep440"},   Route{"rpm", "rpm"},           Route{"swift", "semver"},
};

}  // namespace

// The orders are made once, at the first call; the initialisation of a static is thread-safe.
const Order* find_order(std::string_view name) {
  static const auto orders = all_orders();
  const auto found =
      std::find_if(orders.begin(), orders.end(), [&](const auto& order) { return order->name() == name; });
  return found == orders.end() ? nullptr : found->get();
}

const Order* order_of_purl_type(std::string_view type) {
  const auto route =
      std::find_if(kRoutes.begin(), kRoutes.end(), [&](const Route& each) { return each.type == type; });
  return route == kRoutes.end() ? nullptr : find_order(route->order);
}

}  // namespace pratique::version
