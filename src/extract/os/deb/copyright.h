// Licences of a Debian package from usr/share/doc/NAME/copyright.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::extract::os {

// Sorted, unique. Of a machine-readable file (DEP-5, "Format:" in its first paragraph) the short names of the
// License fields, as they stand ("GPL-2+", "Expat"); of any other the texts of /usr/share/common-licenses
// that it refers to. Empty when it names none.
std::vector<std::string> copyright_licenses(std::string_view text);

// Whether it is machine-readable (DEP-5): then its fields say all that it says.
bool is_machine_readable_copyright(std::string_view text);

}  // namespace pratique::extract::os
