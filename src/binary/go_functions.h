// The names of the functions that are linked into a Go program, read while its bytes pass: those of the table that the
// linker writes for stack traces (runtime.pclntab), which stripped programs have too. It holds every function that was
// linked, and every one that was inlined into one of them.
//
// Format: cmd/link/internal/ld/pcln.go, debug/gosym/pclntab.go. A header (magic, 0, 0, size of an instruction, size of a
// pointer, then counts and offsets of pointer size) stands at a multiple of 4. Since Go 1.16 the names stand together, each
// before a zero byte, at the first of the offsets and up to the second: magic fa ff ff ff (1.16), f0 (1.18), f1 (1.20).
// Before (fb, 1.2), they stand among the functions: binary/go_old_functions.h.
//
// Names are parsed as the official checker does it (golang.org/x/vuln/internal/buildinfo, internal/gosym).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "binary/elf.h"

namespace pratique::binary {

// More than the largest programs have (Kubernetes' some 120,000); what has more is not known.
inline constexpr std::uint64_t kMaxGoFunctions = 1'000'000;
inline constexpr std::uint64_t kMaxGoPackages = 50'000;
inline constexpr std::uint64_t kMaxGoPackageBytes = 16ull << 20;
inline constexpr std::size_t kMaxGoName = 64 << 10;
// Of all names of a table.
inline constexpr std::uint64_t kMaxGoNames = 256ull << 20;

struct GoFunctionName {
  // Import path, unescaped: "gopkg.in/yaml.v2"; "main"; empty: of no package (made by the compiler, or C's).
  std::string package;
  // "Conn.Close", "New", "New.func1"; of a generic function with its brackets, "Map[...]".
  std::string function;
};
// `since_120`: which prefixes the compiler gives to what it makes itself, "go:" and "type:", or "go." and "type.".
GoFunctionName parse_go_function(std::string_view name, bool since_120);

// All functions by package, and what of the table is known.
class GoFunctions {
 public:
  // Of each package its functions' hashes (model::hash_function), without brackets of generic ones too.
  const std::map<std::string, std::vector<std::uint64_t>, std::less<>>& packages() const { return packages_; }
  void add(std::string_view name, bool since_120);
  // Over a limit: what is missing is not known.
  bool is_full() const { return full_; }
  void fill() { full_ = true; }

 private:
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> packages_;
  // Names of one package mostly follow each other.
  std::pair<std::string_view, std::vector<std::uint64_t>*> last_{};
  std::uint64_t count_ = 0, package_bytes_ = 0;
  bool full_ = false;
};

// Looks for tables and reads the names of those that have them together. Bounded state, whatever passes. A program that
// carries others inside has several tables, and what any of them names counts as linked.
class GoFunctionScanner {
 public:
  // Ascending; a gap ends what was being read.
  void bytes(std::uint64_t offset, base::Bytes piece);

  const GoFunctions& functions() const { return functions_; }
  // Where tables began, in the file, and whether all their names came by. Of the old form: `old`, nothing was read.
  struct Table {
    std::uint64_t offset = 0;
    bool whole = false, old = false;
  };
  const std::vector<Table>& tables() const { return tables_; }

 private:
  enum class State { kSearch, kHeader, kSkip, kNames, kFailed };
  void consume(base::Bytes piece);
  // Each takes some of the bytes, and tells how many.
  std::size_t search(base::Bytes piece);
  std::size_t take_header(base::Bytes piece);
  std::size_t skip(base::Bytes piece);
  std::size_t take_names(base::Bytes piece);
  void search_again();

  GoFunctions functions_;
  std::vector<Table> tables_;
  State state_ = State::kSearch;
  // Of the next byte.
  std::uint64_t at_ = 0;
  // The start of a header, or of a name, that goes on in the next piece.
  std::string held_;
  // Where the names of the table begin and end.
  std::uint64_t names_at_ = 0, names_end_ = 0;
  bool since_120_ = false;
};

}  // namespace pratique::binary
