// Links to lines of a Dockerfile, as the places where repositories are kept write them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/subject.h"

namespace pratique::report {

// A place that keeps repositories, beyond those that are known by their names: "forges" of pratique.yaml
// (docs/provenance.md).
struct Forge {
  // "git.example.com", maybe with a port; lower case.
  std::string host;
  // One of forge_kinds(); empty where `lines` is given.
  std::string kind;
  // "https://git.example.com/{path}/blob/{revision}/{file}#L{first}-{last}".
  std::string lines;
};
// "azure", "bitbucket", "bitbucket-server", "gitea", "github", "gitlab".
std::span<const std::string_view> forge_kinds();

// The page that shows the lines at the commit. Empty where repository, commit, file or lines are not known, where the
// place is of no known kind, and where a part of it could mean something else in a link. ASCII.
std::string lines_url(const model::Provenance& provenance, const model::SourceLines& lines,
                      std::span<const Forge> forges);
// The page of the repository, at the commit if that is known; empty as above.
std::string repository_url(const model::Provenance& provenance, std::span<const Forge> forges);

}  // namespace pratique::report
