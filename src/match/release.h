// Which release of which distribution an OS package belongs to. An SBOM may hold packages of several systems,
// so the package's own purl is asked before the subject.
#pragma once

#include <string>
#include <string_view>

#include "model/inventory.h"

namespace pratique::match {

struct Release {
  // os-release ID: "debian".
  std::string id;
  // VERSION_ID: "12", "3.18.9"; a codename ("forky") when that is all there is; may be empty.
  std::string version;
};

// From the purl qualifier `distro` ("debian-12", "alpine-3.18.9", "opensuse-leap-15.5"), else from the
// subject when it is the same distribution and the package is not of a root filesystem inside the image. The id is the
// purl's namespace where it has one.
Release release_of(const model::Component& component, const model::Subject& subject);

std::string_view major(std::string_view version);        // "9.3" → "9"
std::string_view major_minor(std::string_view version);  // "3.18.9" → "3.18"

// "AlmaLinux 9.3", "Debian forky", "Alpine of an unknown release".
std::string to_label(const Release& release);

}  // namespace pratique::match
