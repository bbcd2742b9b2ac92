// Which Maven coordinate a Java archive has. Rules, in order: what Maven's archiver put in (META-INF/maven);
// manifest attributes; file name; the package folders of its classes, with a table of known groups (groups.h)
// where none of them tells the group.
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

// One folder META-INF/maven/GROUP/ARTIFACT: of the archive itself, or of a project whose classes were merged in.
struct Pom {
  Coordinate coordinate;
  // "pom.properties", "pom.xml", or "maven-folder" when the folder's name says all that is known.
  std::string_view told_by = "pom.properties";
};

// What one archive shows of itself.
struct Clues {
  // Of the archive; its base name counts.
  std::string_view path;
  Manifest manifest{};
  std::vector<Pom> poms{};
  // Folders that hold classes, "org/foo/bar", sorted, unique.
  std::vector<std::string_view> packages{};
};

struct Identity {
  // Without an artifact when nothing says what the archive itself is: its file's name is a number or a digest,
  // or several projects were merged and none of them is the archive's own.
  Coordinate own;
  // A Pom's words, "manifest", "file-name" or "packages": the last rule that was needed for group or version.
  std::string_view identified_by;
  // Other projects: their classes were merged in. Sorted by coordinate, each once.
  std::vector<Pom> shaded{};
};

Identity identify(const Clues& clues);

}  // namespace pratique::extract::java
