// The group of an archive that has no pom of its own: by facts about known artifacts (groups.h), by what its
// manifest says, and by where its classes lie.
#pragma once

#include <string>
#include <string_view>

#include "extract/lang/java/identify.h"

namespace pratique::extract::java {

// What Maven takes as groupId and artifactId.
bool is_coordinate_part(std::string_view text);

struct ToldGroup {
  // "" when nothing tells it.
  std::string name;
  // "file-name" (a known artifact), "manifest" or "packages".
  std::string_view told_by;
};

// Archives whose classes are not their own get none: agents weave classes into the packages of what they watch,
// and shading moves those of others below a package of one's own.
ToldGroup group_of(const Clues& clues, std::string_view artifact, std::string_view version);

}  // namespace pratique::extract::java
