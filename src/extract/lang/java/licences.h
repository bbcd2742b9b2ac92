// What a Java archive says of its licence: in the project file that Maven put into it, and in the files beside its manifest.
// All functions are pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::extract::java {

// Of one archive; the first by name.
inline constexpr std::size_t kMaxLicenceFiles = 8;

// Whether an entry is a file that its licence stands in: LICENSE, LICENCE, COPYING, NOTICE or their like at the top of the
// archive or in META-INF ("META-INF/LICENSE.txt").
bool is_licence_entry(std::string_view name);

// The licences of a pom.xml, each by its name or, where that says more, by its address: one of them may be chosen (POM
// Reference, "Licenses"). None: they may be its parent's. At most lang::kMaxLicenses. Errors: those of
// codec::XmlDocument::parse.
Result<std::vector<std::string>> pom_licences(std::string_view text);

}  // namespace pratique::extract::java
