// The documents of `environment`.
#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace pratique::report {

// Plain values: report knows nothing of the store itself.
struct EnvironmentRow {
  std::string name, changed;
  std::size_t images = 0;
};
struct EnvironmentImageRow {
  std::string environment, name, digest, platform, recorded, removed;
  std::uint64_t packages = 0;
};

// `environment`: all; `environment ENV` and `environment --where IMAGE`: images.
struct Environments {
  std::vector<EnvironmentRow> environments;
};
struct EnvironmentImages {
  // Empty: of all.
  std::string environment;
  std::vector<EnvironmentImageRow> images;
};

}  // namespace pratique::report
