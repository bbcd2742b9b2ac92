#include "extract/os/deb/control.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

// Policy §5.1: printable ASCII without blanks and colons, not starting with "#" or "-".
bool is_field_name(std::string_view name) {
  return !name.empty() && name[0] != '#' && name[0] != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// Tabs aside, no tool writes control characters; noise is full of them.
bool is_text(std::string_view line) {
  return std::none_of(line.begin(), line.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\r') || byte == 0x7f;
  });
}

bool is_indent(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::string_view ControlReader::take_line() {
  const auto end = std::min(text_.find('\n', position_), text_.size());
  cut_ = end == text_.size();
  auto line = text_.substr(position_, end - position_);
  position_ = end + 1;
  ++next_line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Policy §5.1: a line that begins with a blank goes on with the field above. One that has nothing else does so
// only where another goes on behind it.
bool ControlReader::skip_to_continuation() {
  std::uint64_t lines = 0;
  for (auto at = position_; at < text_.size() && is_indent(text_[at]); ++lines) {
    const auto end = std::min(text_.find('\n', at), text_.size());
    if (!base::trim(text_.substr(at, end - at)).empty()) {
      position_ = at;
      next_line_ += lines;
      return true;
    }
    at = end + 1;
  }
  return false;
}

bool ControlReader::read_field(std::string_view line) {
  const auto colon = line.find(':');
  if (line.size() > kMaxLine || colon == std::string_view::npos) return false;
  name_ = line.substr(0, colon);
  if (!is_field_name(name_) || !is_text(line.substr(colon))) return false;
  value_ = base::trim(line.substr(colon + 1));
  const auto begin = position_;
  while (skip_to_continuation()) take_line();
  more_ = text_.substr(std::min(begin, text_.size()),
                       std::min(position_, text_.size()) - std::min(begin, text_.size()));
  return true;
}

ControlReader::Event ControlReader::next() {
  while (position_ < text_.size()) {
    line_ = next_line_;
    const auto line = take_line();
    if (line.starts_with('#')) continue;
    if (base::trim(line).empty()) {
      if (!inside_) continue;
      inside_ = false;
      blank_ = !line.empty();
      return Event::kParagraphEnd;
    }
    inside_ = true;
    return read_field(line) ? Event::kField : Event::kBadLine;
  }
  if (!inside_) return Event::kEnd;
  inside_ = blank_ = false;
  ends_open_ = true;
  return Event::kParagraphEnd;
}

}  // namespace pratique::extract::os
