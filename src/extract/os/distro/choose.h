// Which distribution an image is, of all the files that name one.
#pragma once

#include <vector>

#include "extract/extractor.h"

namespace pratique::extract {

// The distro of the best record of the extractors of Role::kSystemIdentity in the final view: etc/os-release, then
// usr/lib/os-release (os-release(5)), then the release files of older distributions, those of one
// distribution before those that several write. All empty when there is none.
model::Distro choose_distro(const std::vector<Found>& present);

namespace os {

// Position of the file in that order, 0 first; -1 for any other path.
int release_file_rank(std::string_view path);

}  // namespace os

}  // namespace pratique::extract
