// What builders of Go programs hand to the linker: `go build -ldflags "-X main.version=1.2.3"`, which Go records.
#pragma once

#include <string>
#include <string_view>

namespace pratique::extract::go {

// The version in `-X PATH.NAME=VALUE` of the flags: NAME says that it is the program's ("version", "Version",
// "gitVersion", "appVersion", …) and VALUE is a release ("1.2.3", "v1.2.3-rc.1"). PATH is in package main or in
// `module`; that of a dependency counts for nothing. With several that differ: "". The answer starts with "v", as
// versions of modules do. Flags may hold secrets: nothing else of them is given back.
std::string version_in_flags(std::string_view flags, std::string_view module);

}  // namespace pratique::extract::go
