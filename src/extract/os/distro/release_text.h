// What the files that name a distribution say.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/inventory.h"

namespace pratique::extract::os {

// os-release(5): NAME=value lines in shell syntax, single or double quotes. kInvalid when it has neither ID
// nor NAME. A file without ID is "linux", as the manual has it.
Result<model::Distro> parse_os_release(std::string_view text);

// The release files from before os-release, told by base name: alpine-release and debian_version hold a
// version, lsb-release NAME=value lines, all others one line "NAME release VERSION (CODENAME)" or "NAME
// VERSION (ARCH)". The result has ID and VERSION_ID as the same distribution's os-release writes them.
// kUnsupported when the name is not known.
Result<model::Distro> parse_release_file(std::string_view base_name, std::string_view text);

}  // namespace pratique::extract::os
