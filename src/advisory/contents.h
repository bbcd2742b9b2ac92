// What a database says of itself and of its ecosystems: read whole when it is opened, some hundred rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "advisory/database.h"
#include "advisory/sqlite.h"

namespace pratique::advisory {

struct Contents {
  // Interned texts, by their numbers; sorted.
  std::vector<std::string> strings;
  std::string fingerprint, newest;
  // Lines (BuildReport::missing).
  std::string missing;
  std::vector<EnrichmentSource> enrichments;
  std::vector<Coverage> coverage;
  std::vector<KeptFeed> kept;
  // By distribution, release.
  std::map<std::pair<std::string, std::string>, Lifecycle> lifecycles;

  Result<std::string_view> string(std::uint64_t number) const;
  // The table is sorted by text, so its numbers are found by bisection. A file whose table is not sorted gives
  // wrong answers, not crashes.
  std::optional<std::int64_t> number_of(std::string_view text) const;
};

Result<Contents> read_contents(const Connection& connection);
// The row of a product's release (kProductPrefix); nothing when there is none.
Result<std::optional<Lifecycle>> read_lifecycle(const Connection& connection, std::string_view product,
                                                std::string_view release);
// All releases of a distribution of that id, or of the product of that name; at most 10,000, in no order.
Result<std::vector<Lifecycle>> read_lifecycles(const Connection& connection, std::string_view product);
// A value of the table `meta`; empty when it is not there.
Result<std::string> read_meta(const Connection& connection, std::string_view key);

}  // namespace pratique::advisory
