// What is new in a database: its records against those of another, and the packages that are to be judged again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace pratique::advisory {

struct Difference {
  struct Source {
    // "ghsa".
    std::string source;
    std::uint64_t added = 0, changed = 0, removed = 0;
  };
  // Those in which anything differs, sorted; enrichments too.
  std::vector<Source> sources;
  // A package whose findings may differ: a record that names it came, went or changed, or what is known of a
  // vulnerability that such a record is about (its ratings, exploitation, other names). Never too few; of a
  // record that names several packages, all.
  struct Touched {
    std::string ecosystem, name;
  };
  // Sorted.
  std::vector<Touched> touched;
  // Whose rows of coverage differ: what their figures are worth may be told otherwise, of packages too that are not
  // touched ("ends 2022-12-14", "a sample"). Sorted.
  std::vector<std::string> ecosystems;
  // A release of a distribution or product whose support ends on another day.
  struct Release {
    std::string distribution, release;
  };
  // Sorted.
  std::vector<Release> releases;
  // Names of repositories and containers (OriginName) that came, went, or stand for other products: what a package of
  // theirs is judged by may be another. Sorted.
  std::vector<std::string> origins;
  // The latest days of any advisory: ages are measured against them where no other day is given.
  std::string newest_before, newest_after;

  bool empty() const {
    return sources.empty() && touched.empty() && ecosystems.empty() && releases.empty() && origins.empty() &&
           newest_before == newest_after;
  }
};

// Both are read once from their start to their end, side by side: some bits for each record are in memory, and
// what differs. Errors as Database::open(), of the older one first.
Result<Difference> compare_databases(const std::string& older, const std::string& newer);

}  // namespace pratique::advisory
