// Whose a file is: the packages of the distribution own what they list, as long as it is what they installed.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extract/digests.h"
#include "extract/extractor.h"

namespace pratique::scan {

// What the assembler knows of files.
struct Files {
  // The path with its top folder's link followed: package managers list "/lib/x" where the file lies in
  // "usr/lib/x".
  std::function<std::string(std::string_view path)> real_path;
  // Of a file that packages were read from; null where it was not hashed.
  std::function<const extract::ContentDigests*(const std::string& path)> digests;
  // diffIDs, lowest first.
  std::vector<std::string> layers;
  // Files without components whose owner is asked for as well.
  std::vector<model::Location> others = {};
};

// Sets Component::owner of the language packages in `out`. A package owns a component's file when it lists
// the path, was built by the distribution, and
// - where the package database has the digest of the file and the file was hashed: they agree;
// - else: the file lies in a layer in which the package was installed, or, if no layer below that one has a
//   copy of the database, in any of them.
// A file that was replaced is told in a note. Where a package of somebody else lists the file, the component
// gets Details::listed_by instead of an owner: no advisory of the distribution speaks of that package.
// The result: the components', the unread and the other files that are owned, by real path, each with the package URL of
// its owner.
std::map<std::string, std::string> set_owners(extract::Assembly& out, const Files& files);

}  // namespace pratique::scan
