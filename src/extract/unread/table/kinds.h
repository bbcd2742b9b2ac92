// Files that are known to tell of packages and that no extractor reads yet: one row a kind.
//
// A row is data: whoever writes a reader for a kind deletes its row. What each sort of row means for a report
// stands in docs/notes.md, "Files that are not read yet".
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "extract/triggers.h"

namespace pratique::extract::unread {

enum class Sort {
  kLock,       // a project's packages with exact versions
  kManifest,   // what a project asks for, mostly by ranges: says something in a source tree only
  kInstalled,  // packages that are there
  kSystem,     // the database or store of a package manager of systems
};

struct Kind {
  // For people: "yarn.lock".
  std::string_view name;
  // For people: "npm".
  std::string_view ecosystem;
  Sort sort = Sort::kLock;
  // Space-separated ends of paths (extract/path_pattern.h). A trailing "/" asks whether that folder is there.
  std::string_view patterns;
  // purl types, space-separated: packages of these that were found installed show what became of the file.
  std::string_view types = {};
  // Names of files, space-separated: one beside the file (for a manifest also further up) tells the same and
  // more, and is read or noted itself.
  std::string_view settled_by = {};
  // A file without this text names no package. Empty: every file does.
  std::string_view needs = {};
  // What to do, after "; "; may be empty.
  std::string_view advice = {};
};

std::span<const Kind> kinds();

// Another number for another table: what a record says of a file is a row's number.
int table_version();

// All patterns of the kinds that mean files.
std::vector<std::string> file_patterns();

// Which kind a file is of.
class Finder {
 public:
  Finder();
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  // The first kind with a pattern that fits; kNone when there is none.
  std::size_t find(std::string_view path) const;

 private:
  TriggerTable table_;
};

}  // namespace pratique::extract::unread
