// Which module asks for which. A Go program records what it was built from, not who asked for it; that stands in the go.mod
// of the project and, for each of its modules, in the module cache of whoever built it, where an image has these files
// (https://go.dev/ref/mod, "go.mod files", "Module cache").
#pragma once

#include <string_view>

#include "extract/extractor.h"

namespace pratique::extract::go {

// The largest in the public proxy has some hundred kilobytes.
inline constexpr std::uint64_t kMaxModuleFile = 1ull << 20;

// A project's go.mod, or GOPATH/pkg/mod/cache/download/MODULE/@v/VERSION.mod. Not the copies of go.mod in folders of
// unpacked modules, which say the same, nor those in vendor or of test data.
bool is_module_file(std::string_view path);

// A record of RecordKind::kReasons whose marks are "module PATH", then a "PATH VERSION" for each module that it requires,
// with " indirect" behind it where the file says that something else needs it. Empty for what requires nothing. Lines that
// are none of these are passed over, as Go does with files of modules.
Record parse_module_file(std::string_view text);

// Edges between the components from `first` on, which are those of programs and have been added, by the requirements of
// their modules at these versions; and, by the project's own, which modules it asks for.
void add_requirements(const Records& records, std::size_t first, Assembly& out);

}  // namespace pratique::extract::go
