// Version orders: how each packaging ecosystem compares two versions. One file in version/scheme/ adds one.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::version {

// A total order over every text (a text that the scheme calls invalid is still ordered, deterministically, so
// that a sort never breaks); valid() tells whether the scheme's own tools accept it. Pure and thread-safe.
class Order {
 public:
  virtual ~Order() = default;
  // The stem of its file in version/scheme/: "deb", "rpm", "apk", "semver", "pep440", "maven", "go"…
  virtual std::string_view name() const = 0;
  virtual bool valid(std::string_view version) const = 0;
  virtual std::weak_ordering compare(std::string_view a, std::string_view b) const = 0;
};

// Every order, sorted by file name. Generated (cmake/registry.cmake).
std::vector<std::unique_ptr<Order>> all_orders();

// The order of that name; nullptr when there is none. The object lives as long as the program.
const Order* find_order(std::string_view name);

// The order of a purl type, by the table of ecosystems ("deb" → deb, "npm" → semver, "golang" → go); nullptr
// for types that have none.
const Order* order_of_purl_type(std::string_view type);

}  // namespace pratique::version
