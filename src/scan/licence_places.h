// Whose the licence files of an image are.
#pragma once

#include <vector>

#include "extract/extractor.h"
#include "model/inventory.h"

namespace pratique::scan {

// Folders between a package's own and that of its licence file: "licenses/", "doc/licenses/".
inline constexpr int kMaxFoldersBetween = 2;

// Adds to each component the licences that were found in its files, with their paths. A file belongs to the one package
// whose folder holds it: that of package.json, *.dist-info, *.gemspec (the gem's own folder), a Composer package; or that
// is called like its folder in /usr/share/licenses or /usr/share/doc. A file in a folder of several packages, or of none,
// is nobody's. `files`: of Role::kLicenseFile, in the final view.
void place_licences(const std::vector<extract::Found>& files, std::vector<model::Component>& components);

}  // namespace pratique::scan
