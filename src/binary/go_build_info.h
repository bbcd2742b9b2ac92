// What the Go linker writes into every executable, for ELF, Windows and Apple's systems: the version of Go, the modules and the build settings.
// Formats: package debug/buildinfo (the blob), runtime/debug (the text of modules), both since Go 1.13; the
// blob holds its strings inline since Go 1.18 and pointers to them before.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "binary/elf.h"
#include "binary/macho.h"
#include "binary/pe.h"

namespace pratique::binary {

// How much of the data segment may hold the blob in a file without section table: the reach of Go's own
// reader for years.
inline constexpr std::uint64_t kGoSearchReach = 64 << 10;
inline constexpr std::uint64_t kMaxGoText = 16ull << 20;
inline constexpr std::uint64_t kMaxGoModules = 50'000;

struct GoModule {
  std::string path;
  // "v1.2.3", "(devel)", or empty.
  std::string version;
  // "replace path => other version": what was compiled in its place. A path that starts with "." or "/" is a
  // folder of the build machine and has no version.
  struct Replacement {
    std::string path, version;
  };
  std::optional<Replacement> replacement{};
};

struct GoBuildInfo {
  // "go1.26.8", "devel go1.27-3e2b", "go1.21.3 X:nocoverageredesign".
  std::string go_version;
  // Import path of the main package; may be empty.
  std::string package;
  std::optional<GoModule> main{};
  // Dependencies, in the order of the file.
  std::vector<GoModule> modules;
  // "GOARCH", "vcs.revision", "-ldflags"…
  std::map<std::string, std::string> settings;
  // There were more than kMaxGoModules.
  bool cut = false;
};

// Nothing when the file is no Go executable. An error kInvalid when it says that it is one but the blob is
// damaged; errors of `read` and of the tables that are kNeedBytes pass through. Broken ELF tables are "no Go executable".
Result<std::optional<GoBuildInfo>> read_go_build_info(const ElfTables& tables, const Read& read);
// The same of a program for Windows, where the blob is near the start of the first section of data.
Result<std::optional<GoBuildInfo>> read_go_build_info(const PeTables& tables, const Read& read);
// The same of a Mach-O program, where the blob has a section of its own, as in ELF.
Result<std::optional<GoBuildInfo>> read_go_build_info(const MachTables& tables, const Read& read);

// The text of modules alone (without its 16-byte frames) into `out`. Unknown lines are skipped.
void parse_go_modules(std::string_view text, GoBuildInfo& out);

}  // namespace pratique::binary
