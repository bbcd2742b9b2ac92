// OSV's ecosystems ("Debian:12", "npm"; OSV schema, "Defined Ecosystems"): how their names are spelled and
// their versions ordered, by the table of ecosystems (model/ecosystem.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pratique::advisory {

// The ecosystem of commits: the name of a package is the address of a repository, its versions are commits and tags.
inline constexpr std::string_view kGitEcosystem = "GIT";

// "Debian" of "Debian:12".
std::string_view ecosystem_family(std::string_view ecosystem);

// One spelling for an ecosystem with its release: Debian's codenames and "6.0" are numbers ("Debian:6"; only
// 3 has minor releases), "Alpine:3.18" and "Alpine:v3.18.4" are "Alpine:v3.18", "AlmaLinux:9.2" and "Rocky
// Linux:9.2" go by their major number, "Ubuntu:22.04:LTS" and "Ubuntu:jammy" are "Ubuntu:22.04". A
// language has no releases: what follows names a repository ("Packagist:https://packages.drupal.org/8") and is
// left out. Everything else as it is.
std::string canonical_ecosystem(std::string_view ecosystem);

// The repository that the name of a language's ecosystem has behind its colon: "https://packages.drupal.org/8";
// "" where there is none.
std::string_view ecosystem_repository(std::string_view ecosystem);

// The product that the name of an ecosystem names beside its release, where canonical_ecosystem() leaves it out and nothing
// else says it: "SUSE:Linux Enterprise Module for Basesystem 15 SP6"; "" where there is none. (Red Hat's are CPEs.)
std::string_view ecosystem_product(std::string_view ecosystem);

// Name of the version::Order of an ecosystem; "" when we know none.
std::string_view order_name(std::string_view ecosystem);

// One spelling for all the spellings that an ecosystem takes for the same package: PyPI by PEP 503 (lower
// case, runs of
// "-_." are one "-"); Packagist, NuGet and Hex lower-case; the others as they are.
std::string canonical_name(std::string_view ecosystem, std::string_view name);

// Which package of which ecosystem a purl names, whatever its version: "pkg:npm/%40babel/core" → npm, "@babel/core";
// "pkg:deb/debian/curl?distro=debian-12" → Debian:12, "curl". Nothing: it is none, or of an ecosystem that OSV has no name
// for, or of a distribution without a release.
struct PackageName {
  std::string ecosystem, name;
};
std::optional<PackageName> package_of_purl(std::string_view purl);

}  // namespace pratique::advisory
