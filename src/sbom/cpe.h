// Names of products in the two forms of CPE (NISTIR 7695).
#pragma once

#include <string_view>

namespace pratique::sbom {

// Of either form: a URI "cpe:/a:vendor:product:version" (6.1) of at most seven parts, or a formatted string "cpe:2.3:…"
// (6.2) of eleven, in the characters that the schemas of SPDX and CycloneDX take.
bool is_cpe(std::string_view text);
// "cpe:2.3:…".
bool is_formatted_cpe(std::string_view text);

}  // namespace pratique::sbom
