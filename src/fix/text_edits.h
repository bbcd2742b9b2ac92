// Replacements in a text, by position.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::fix {

struct TextEdit {
  std::size_t offset = 0, length = 0;
  std::string text;
};

// Edits must lie inside the text. Of those at one place (same offset and length) the last is meant; nothing when two others
// overlap.
std::optional<std::string> apply_edits(std::string_view text, std::vector<TextEdit> edits);

// Numbers of lines, from 1, by offset: "\n" ends a line.
class LineNumbers {
 public:
  explicit LineNumbers(std::string_view text);
  std::uint32_t at(std::size_t offset) const;

 private:
  // Where each line but the first begins.
  std::vector<std::size_t> starts_;
};

// "\r\n" when the text's first line ends so, else "\n".
std::string_view line_end_of(std::string_view text);

}  // namespace pratique::fix
