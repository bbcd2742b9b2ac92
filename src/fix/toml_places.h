// Where the values of a TOML document stand in its text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::fix {

// A value that is no table and no array.
struct TomlPlace {
  // Keys from the root, without quotes and escapes; an element of an array, and a table of an array of tables, has its
  // number ("0").
  std::vector<std::string> path;
  bool is_string = false;
  // With its quotes.
  std::size_t offset = 0, length = 0;
  // How many bytes of it are quotes at either end; 0 of what is no string.
  std::size_t quotes = 0;
  // Of a string, without escapes; else as written.
  std::string text{};
};

// In the order of the text. Errors: those of codec::TomlDocument::parse, by which the text is checked.
Result<std::vector<TomlPlace>> read_toml_places(std::string_view text);

// "a.b.0" of a path.
std::string dotted_path(const std::vector<std::string>& path);

}  // namespace pratique::fix
