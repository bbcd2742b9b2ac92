// The document of `why`: which packages are called so, and how they came into the image.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/graph.h"
#include "report/report.h"

namespace pratique::report {

inline constexpr std::string_view kWhySchema = "pratique/why/1";

// What a word that somebody typed means in an inventory.
struct NamedPackages {
  // "name", "purl", or "source": no package is called so, but those were built from a source package of that name.
  std::string_view by = "name";
  // Ascending; empty: no package is called so.
  std::vector<std::size_t> components;
  // Only where none is: names of packages that are a slip of the hand away, the nearest first, then those that have the word
  // as a part; at most kMaxNearNames.
  std::vector<std::string> near;
};
inline constexpr std::size_t kMaxNearNames = 8;

// `asked`: a purl, of which what it says must be so (no version: any); or a name as its ecosystem writes it, "lodash",
// "@babel/core", "org.slf4j:slf4j-api", or without its namespace, and behind "@" a version. Case does not count.
// Errors: kUsage for what begins as a purl and is none.
Result<NamedPackages> find_packages(const model::Inventory& inventory, std::string_view asked);

// The inventory and its graph must outlive it.
struct Why {
  const model::Inventory& inventory;
  const model::Graph& graph;
  std::string asked;
  NamedPackages found;
  // All ways to them, not only the shortest.
  bool all = false;
};

}  // namespace pratique::report
