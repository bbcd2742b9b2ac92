// The document of `base index list`.
#pragma once

#include <vector>

#include "report/report.h"

namespace pratique::report {

// Plain values: report knows nothing of the index itself.
struct BaseIndexRow {
  std::string name, platform, digest, created, first_seen, last_seen;
  std::uint64_t layers = 0;
  // The name means another image by now.
  bool moved = false;
};
struct BaseIndexList {
  std::string path;
  std::vector<BaseIndexRow> images;
  // Repositories whose supported tags are known.
  std::size_t official = 0;
};

}  // namespace pratique::report
