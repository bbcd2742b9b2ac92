// What a command did or found, for programs: `--format json` of `db export`, `import`, `push`, `pull`, `prune`, `sign`,
// `keygen`, `mirror`, `update` (docs/api/db-done.schema.json), of `vex` and of `exceptions` (vex.schema.json,
// exceptions.schema.json). People read lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "report/report.h"

namespace pratique::report {

inline constexpr std::string_view kDbDoneSchema = "pratique/db-done/1";
inline constexpr std::string_view kVexSchema = "pratique/vex/1";
inline constexpr std::string_view kExceptionsSchema = "pratique/exceptions/1";

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
  std::string_view schema = kDbDoneSchema;
};

}  // namespace pratique::report
