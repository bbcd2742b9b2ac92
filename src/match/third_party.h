// The program in a package that somebody else than the distribution built. The distribution's advisories do not speak of
// such a package; the program's own project may, and NVD does by CPE.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/component.h"

namespace pratique::match {

// The program by itself, as a component that match/matcher/program.cc judges: "pkg:generic/node@18.19.0" of NodeSource's
// "nodejs 18.19.0-1nodesource1". By its name or that of what it is built from, from a table; documents, headers and
// debugging symbols hold no program. Nothing: none that is known. Of deb, apk and rpm only.
std::optional<model::Component> program_in(const model::Component& package);

// The version that the project gave, without what who packed it added: epoch, revision, repacking. A pre-release stays one,
// in the form that CPEs have: "16~rc1-1.pgdg" → "16:rc1", "9.3_p2-r1" → "9.3p2". `plus_counts`: of versions in which a
// '+' is the project's own ("17.0.9+9").
std::string upstream_version(std::string_view purl_type, std::string_view version, bool plus_counts = false);

}  // namespace pratique::match
