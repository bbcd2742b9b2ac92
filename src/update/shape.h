// What is seen at the first bytes of an answer: whether it is what was asked for. Pages for people come in the place of
// feeds when publishers move, when somebody between wants a login, and when a cloud is shut out.
#pragma once

#include <string>
#include <string_view>

#include "update/feed_row.h"

namespace pratique::update {

inline constexpr std::size_t kShapeBytes = 64 << 10;

// What is wrong with what a file begins with; empty: nothing. `name` as the file will be called: "all.zip", "x.json.gz".
// "HTML instead of JSON", "no zip", "another format version: version 3.0, expected 2.0".
std::string shape_fault(std::string_view name, std::string_view head, const FeedRow& row);

// What it looks like: "JSON", "HTML", "zip", "gzip", "XML", "text", "nothing".
std::string_view shape_of(std::string_view head);

}  // namespace pratique::update
