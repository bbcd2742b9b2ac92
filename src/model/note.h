// What a report must say besides findings: what could not be read, was not supported, hit a limit or had no
// data. "Never look clean when blind" (ARCHITECTURE.md, invariants): every such thing is a Note, and a Note
// with `incomplete` turns --strict into exit code 3.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace pratique::model {

struct Note {
  // Stable, kebab-case: "unreadable", "limit", "database-removed", "no-advisory-data", "unversioned".
  std::string code;
  // One line, no full stop.
  std::string message;
  // Path in the image, without a leading slash; may be empty.
  std::string file;
  // diffID; may be empty.
  std::string layer;
  // The result may lack something because of this.
  bool incomplete = false;

  bool operator==(const Note&) const = default;
  auto operator<=>(const Note&) const = default;
};

// The note of an error met while reading `file`: code "limit" for kLimit, "unsupported" for kUnsupported,
// else "unreadable"; incomplete.
Note to_note(const Error& error, std::string file);

}  // namespace pratique::model
