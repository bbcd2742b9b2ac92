// Which Maven coordinate a Java archive has. Rules, in order: pom.properties; manifest attributes; file name;
// the package folders of its classes, with a table of known groups (groups.h) where none of them tells the
// group.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/lang/java/manifest.h"

namespace pratique::extract::java {

struct Coordinate {
  // Each may be empty, artifact only when nothing is known.
  std::string group, artifact, version;

  bool operator==(const Coordinate&) const = default;
  auto operator<=>(const Coordinate&) const = default;
};

// What one archive shows of itself.
struct Clues {
  // Of the archive; its base name counts.
  std::string_view path;
  Manifest manifest{};
  // Of META-INF/maven/G/A/pom.properties.
  std::vector<Coordinate> poms{};
  // Folders that hold classes, "org/foo/bar", sorted, unique.
  std::vector<std::string_view> packages{};
};

struct Identity {
  Coordinate own;
  // "pom.properties", "manifest", "file-name" or "packages": the last rule that was needed for group or
  // version.
  std::string_view identified_by;
  // Other projects' pom.properties: their classes were merged in.
  std::vector<Coordinate> shaded{};
};

Identity identify(const Clues& clues);

}  // namespace pratique::extract::java
