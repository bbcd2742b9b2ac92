// Where the values of a JSON document stand in its text, and new members put beside them in the author's layout.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "fix/text_edits.h"

namespace pratique::fix {

struct JsonPlace {
  enum class Kind { kObject, kArray, kString, kOther };
  Kind kind = Kind::kOther;
  // With its quotes or brackets.
  std::size_t offset = 0, length = 0;
  // Of a string, without escapes.
  std::string text{};
  // Of an object, in the order of the text, keys without escapes; of those that stand twice the last, as JSON.parse has it.
  // Of an array, with empty keys.
  std::vector<std::pair<std::string, JsonPlace>> members{};

  bool is_object() const { return kind == Kind::kObject; }
  bool is_string() const { return kind == Kind::kString; }
  // nullptr: none of that name, or this is no object. Linear.
  const JsonPlace* find(std::string_view key) const;
};

// Nested 128 deep at most. Errors: those of codec::JsonDocument::parse, by which the text is checked; kLimit.
Result<JsonPlace> read_json_places(std::string_view text);

// With quotes and escapes.
std::string json_string(std::string_view text);

// The edit that adds a member to the end of `object`, laid out as its neighbours are. `path`: names of objects that are made
// around it when they are not there yet, the outermost first: {"pnpm", "overrides"}.
TextEdit add_json_member(std::string_view text, const JsonPlace& root, const std::vector<std::string>& path,
                         std::string_view key, std::string_view value);

}  // namespace pratique::fix
