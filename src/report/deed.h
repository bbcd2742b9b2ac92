// What a command did that leaves something behind or takes something away, for programs: `--format json` of `db export`,
// `import`, `push`, `pull`, `prune`, `sign`, `keygen`, `mirror`, `update` (docs/api/db-done.schema.json). People read
// lines on standard error.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "report/report.h"

namespace pratique::report {

// Plain values, in the order in which they are written.
struct Fact {
  std::string name;
  std::variant<std::string, std::uint64_t, bool, std::vector<std::string>> value;
};
using FactRow = std::vector<Fact>;

struct Deed {
  // "db pull".
  std::string command;
  FactRow facts;
  // Lists of objects: "roles", "feeds".
  std::vector<std::pair<std::string, std::vector<FactRow>>> lists = {};
};

}  // namespace pratique::report
