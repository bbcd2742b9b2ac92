// Which distribution an image is, of all the files that name one.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "extract/extractor.h"
#include "extract/os/common/package_db.h"

namespace pratique::extract {

// The distro of the best record of the extractors of Role::kSystemIdentity in the final view: etc/os-release, then
// usr/lib/os-release (os-release(5)), then the release files of older distributions, those of one
// distribution before those that several write. All empty when there is none.
model::Distro choose_distro(const std::vector<Found>& present);
// The same for each root filesystem inside the image that has one, by its folder: "srv/jail/". A link from there that
// leads to the image's own file (an absolute one, which is meant for whoever is inside) says nothing. `view` may be null.
std::map<std::string, model::Distro, std::less<>> inner_distros(const std::vector<Found>& present,
                                                                const View* view);

namespace os {

// Whether the path is that of such a file, in the image's own root or in one inside it, and its place in that
// order.
bool is_release_file(std::string_view path, KnownPath& place);

}  // namespace os

}  // namespace pratique::extract
