// Which functions of which module are linked into a Go program.
#pragma once

#include <map>
#include <string>

#include "binary/go_build_info.h"
#include "binary/go_functions.h"
#include "layer/file_view.h"

namespace pratique::extract::go {

// The standard library among the modules.
inline constexpr const char* kStandardLibrary = "";

struct LinkedModules {
  // Why nothing is known; empty: it is.
  std::string unknown;
  // By the path that the build list has: model::Details::functions of it.
  std::map<std::string, std::string> functions;
};

// Nothing is known without a whole table, and of a program whose packages are not those of its modules (obfuscated).
// Packages of a module that another one replaces go by the other's path, and "main" by its import path, as advisories
// name them. Of a table of the form before Go 1.16 nothing is known unless all bytes of the file are there.
LinkedModules linked_modules(const binary::GoFunctionScanner& scanned, const binary::GoBuildInfo& info,
                             const layer::FileView& file);

// Whether the whole file is to be brought for it: a program with a table of that form, of some size at most.
bool wants_whole(const binary::GoFunctionScanner& scanned, const layer::FileView& file);

}  // namespace pratique::extract::go
