// What the commands of the cache of layers say (docs/formats/cache.md). Plain values: the folder is not open while
// they are written.
#pragma once

#include <cstdint>
#include <string>

#include "report/report.h"

namespace pratique::report {

// `cache df`: what is in it.
struct CacheUsage {
  std::string path;
  // All, and those that are analyses of layers.
  std::uint64_t entries = 0, layers = 0;
  std::uint64_t bytes = 0, limit = 0;
  // When entries were last used, RFC 3339; empty when there are none.
  std::string oldest, newest;
};

// `cache prune`: what went, and what is left.
struct CachePruning {
  std::string path;
  std::uint64_t removed_entries = 0, removed_bytes = 0;
  std::uint64_t entries = 0, bytes = 0;
};

}  // namespace pratique::report
