// Headers of METADATA and PKG-INFO files (https://packaging.python.org/specifications/core-metadata/): "Name:
// value" lines up to the first empty line, as in e-mail (RFC 822); a line that starts with a blank continues
// the value before it.
#pragma once

#include <functional>
#include <string_view>

namespace pratique::extract::python {

// More lines than this are no header of ours: the rest is not read. Real ones stay under 1,000 (one line for
// each classifier and dependency); licence texts inside "License:" bring some hundred.
inline constexpr int kMaxHeaderLines = 20'000;

struct MetadataHeader {
  // As written.
  std::string_view name;
  // First line, trimmed.
  std::string_view value;
  // More lines follow.
  bool continued = false;
  // The text ends in this line: what is missing of the value, nobody knows.
  bool is_last_text = false;
};

// Calls `visit` for each header in order. False when kMaxHeaderLines ended it.
bool each_header(std::string_view text, const std::function<void(const MetadataHeader&)>& visit);

}  // namespace pratique::extract::python
