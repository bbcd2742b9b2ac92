// Who built a package of a distribution: the distribution itself, or somebody else, of whose packages its
// advisories do not speak. Pure.
#pragma once

#include <string>
#include <string_view>

#include "model/inventory.h"

namespace pratique::model {

// Whether the distribution built a Debian package: its maintainer has an address of the distribution (dpkg
// records nothing else: no origin, no key), or its version has a mark that only the distribution's builders
// set ("+deb12u1", "-1ubuntu2", "+b1"). Of Debian 12's 9,325 packages for Python, Node.js, Ruby, PHP and Java,
// 97 % have such a maintainer. True where the distribution is none whose addresses we know.
bool is_of_debian_distribution(const Component& component, const Distro* distro);

// Where a deb or apk came from, as Details::origin has it: "PUBLISHER: PLACE", "Docker: download.docker.com/linux/debian
// bookworm". The publisher of one that the distribution made itself is its name in the table of ecosystems, "Debian".
std::string origin_text(std::string_view publisher, std::string_view place);
// "Docker" of that; "" of what is no such text.
std::string_view publisher_of_origin(std::string_view origin);
// "download.docker.com/linux/debian bookworm".
std::string_view place_of_origin(std::string_view origin);
// The name of the distribution whose repository it is that calls itself so in its signed release ("Debian Backports",
// "UbuntuESMApps"), asked for a system with this os-release ID: the distribution's own, or that whose advisories count for
// it. "": it is somebody else's.
std::string_view distribution_of_publisher(std::string_view publisher, std::string_view distro_id);

// What vendors of rpm packages are compared by: the first word, lower case, since distributions wrote theirs in
// several ways ("Amazon Linux", "Amazon.com, Inc."); SUSE and openSUSE share packages. "" when there is none.
std::string rpm_vendor_word(std::string_view vendor);
// Whether that word is of the distribution with this os-release ID, by its name or by what the table of
// ecosystems knows its packages to state. False for a distribution that has no row.
bool is_rpm_vendor_of(std::string_view word, std::string_view distro_id);

}  // namespace pratique::model
