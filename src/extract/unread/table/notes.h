// What the report says of files that are known and not read (docs/notes.md, "Files that are not read yet").
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "extract/extractor.h"

namespace pratique::extract::unread {

// What else is known of the target.
struct Surroundings {
  // Of all extractors.
  const std::vector<model::Component>& components;
  const View& view;
  // An operating system, no mere source tree.
  bool is_system = false;
  // Whether a package of the distribution has the file.
  std::function<bool(std::string_view path)> owned = {};
};

// One note a kind with the number of its files and the first of their paths, for those files that may hide
// packages. Sorted by kind; all of them incomplete.
std::vector<model::Note> notes_of(const std::vector<Unread>& files, const Surroundings& around);

}  // namespace pratique::extract::unread
