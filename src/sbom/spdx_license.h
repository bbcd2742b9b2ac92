// SPDX licence identifiers and expressions (SPDX 2.3, annex D; identifiers from the list that CycloneDX
// publishes).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::sbom {

bool is_spdx_license_id(std::string_view text);  // "MIT"; in the list's spelling only
// A whole expression in canonical spelling: identifiers of the list, "+", WITH, AND, OR, parentheses and
// LicenseRef-… (references into other documents are not taken). At most 64 parentheses deep.
bool is_spdx_expression(std::string_view text);

// The LicenseRef-… words of a valid expression, sorted, unique.
std::vector<std::string> license_refs(std::string_view expression);
// A valid expression with one blank between its words and none inside parentheses: "(MIT OR Zlib)".
std::string with_single_blanks(std::string_view expression);
// True when an expression joins two or more licences, so that it needs parentheses inside another.
bool is_compound(std::string_view expression);

}  // namespace pratique::sbom
