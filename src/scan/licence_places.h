// Whose the licence files of an image are.
#pragma once

#include <vector>

#include "base/meter.h"
#include "extract/extractor.h"
#include "model/inventory.h"

namespace pratique::scan {

// Folders between a package's own and that of its licence file; each called like one for such files: "licenses/",
// "doc/legal/".
inline constexpr int kMaxFoldersBetween = 2;

// Adds to each component the licences that were found in its files, with their paths. A file belongs to the one package
// whose folder holds it: that of package.json, *.dist-info, *.gemspec (the gem's own folder), a Composer package; or that
// is called like its folder in /usr/share/licenses or /usr/share/doc. A file in a folder of several packages, or of none,
// is nobody's; so are those beside a jar or a program, which share their folder with whatever else lies there. `files`: of
// Role::kLicenseFile, in the final view. What it adds is charged to the meter's records; what that does not bear is left out,
// and the meter tells it.
void place_licences(const std::vector<extract::Found>& files, std::vector<model::Component>& components,
                    base::Meter& meter);

}  // namespace pratique::scan
