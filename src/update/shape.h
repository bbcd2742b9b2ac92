// What is seen at the first bytes of an answer: whether it is what was asked for. Pages for people come in the place of
// feeds when publishers move, when somebody between wants a login, and when a cloud is shut out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "update/feed_row.h"

namespace pratique::update {

inline constexpr std::size_t kShapeBytes = 64 << 10;

// What is wrong with what a file begins with; empty: nothing. `name` as the file will be called: "all.zip", "x.json.gz".
// "HTML instead of JSON", "no zip", "another format version: version 3.0, expected 2.0".
std::string shape_fault(std::string_view name, std::string_view head, const FeedRow& row);

// The word behind a name: 2.0 of `"version": "2.0"`, v2025.03 of `#model_version:v2025.03,`. Nothing where the name does
// not stand.
std::optional<std::string_view> value_behind(std::string_view head, std::string_view name);

// Whether a file is there to its end, as far as its packing or its last bytes tell: a zip without its directory, a gzip
// stream that breaks off, JSON that does not close. Errors: kInvalid, those of unpacking.
Result<void> check_whole(const std::string& path, std::string_view name);

// What it looks like: "JSON", "HTML", "zip", "gzip", "XML", "text", "nothing".
std::string_view shape_of(std::string_view head);

}  // namespace pratique::update
