// The texts by which programs and libraries name their own version, and what these are then.
#pragma once

#include <span>
#include <string_view>

namespace pratique::extract::banners {

// One row: what it is called, and how it says so. A text counts only as its authors print it, with what comes
// behind the version (a date, the next word, the end of the string), since other programs name it too.
struct Banner {
  // Of the purl "pkg:generic/NAME".
  std::string_view name;
  // Part of every such text, looked for in all programs (Patterns says how long it may be).
  std::string_view text;
  // RE2, from the first byte of `text` on; group 1 is the version.
  std::string_view pattern;
  // `text` is the start of a string: the byte before it is no part of one.
  bool starts = false;
};

std::span<const Banner> all();

}  // namespace pratique::extract::banners
