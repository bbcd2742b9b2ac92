// The one line by which a distribution's package manager upgrades packages.
#pragma once

#include <span>
#include <string>

#include "fix/plan.h"
#include "model/subject.h"

namespace pratique::fix {

// For a RUN instruction of a Dockerfile. `type`: of the purls. Names that are none of a package's (anything but letters,
// digits and "+._:@-") are left out: the line is meant to be run. Empty: no line can be said.
// Sources: apt-get(8) "--only-upgrade"; apk-add(8), "--upgrade", and constraints "name>=version" of apk-world(5);
// dnf(8) "upgrade"; zypper(8) "update"; microdnf, tdnf likewise.
std::string system_line(std::string_view type, const model::Distro& distro,
                        std::span<const SystemUpgrade::Package> packages);

}  // namespace pratique::fix
