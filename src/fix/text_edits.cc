#include "fix/text_edits.h"

#include <algorithm>

namespace pratique::fix {

std::optional<std::string> apply_edits(std::string_view text, std::vector<TextEdit> edits) {
  std::ranges::stable_sort(edits, {}, &TextEdit::offset);
  std::string out;
  std::size_t done = 0;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const auto& edit = edits[i];
    const bool again =
        i + 1 < edits.size() && edits[i + 1].offset == edit.offset && edits[i + 1].length == edit.length;
    if (again) continue;
    if (edit.offset < done || edit.offset > text.size() || edit.length > text.size() - edit.offset)
      return std::nullopt;
    out.append(text.substr(done, edit.offset - done)).append(edit.text);
    done = edit.offset + edit.length;
  }
  out.append(text.substr(done));
  return out;
}

LineNumbers::LineNumbers(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts_.push_back(i + 1);
  }
}

std::uint32_t LineNumbers::at(std::size_t offset) const {
  return static_cast<std::uint32_t>(std::ranges::upper_bound(starts_, offset) - starts_.begin()) + 1;
}

std::string_view line_end_of(std::string_view text) {
  const auto end = text.find('\n');
  return end != text.npos && end > 0 && text[end - 1] == '\r' ? "\r\n" : "\n";
}

}  // namespace pratique::fix
