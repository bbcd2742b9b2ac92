// Packages of languages that no registry's advisories are about, though their names and versions may be a registry's: what
// lies in a folder of the project, what came from a repository of sources or a registry of one's own. Extractors say it in
// Details::origin, in words that every document keeps; matching asks for it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pratique::model {

enum class Unpublished : std::uint8_t {
  kNo,          // it is the registry's package as far as anybody says
  kFolder,      // installed from a folder: "folder: app"
  kRepository,  // from a repository of sources: "repository: https://git.example/x.git"
  kPrivate,     // never published where everybody's packages are: "private: its manifest says so"
  kReplaced     // a default gem in whose place Ruby loads another version: "replaced: by rexml 3.3.9"
};

// What stands in Details::origin.
std::string unpublished_text(Unpublished kind, std::string_view what);
Unpublished unpublished_of(std::string_view origin);
// Of an address that a lock file gives for a package: of a repository of sources ("git+ssh://…", "git://…", "hg+…") or a
// folder ("file:../x", "link:…", "portal:…", "workspace:…"). kNo for archives and registries.
Unpublished kind_of_address(std::string_view address);

}  // namespace pratique::model
