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

// Policy §5.1: a line that begins with a blank goes on with the field above. dpkg lets one consist of blanks
// only, so that it is no paragraph's end.
bool is_continuation(char first) { return first == ' ' || first == '\t'; }

}  // namespace

std::string_view ControlReader::take_line() {
  const auto end = std::min(text_.find('\n', position_), text_.size());
  auto line = text_.substr(position_, end - position_);
  position_ = end + 1;
  ++next_line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool ControlReader::read_field(std::string_view line) {
  const auto colon = line.find(':');
  if (line.size() > kMaxLine || colon == std::string_view::npos) return false;
  name_ = line.substr(0, colon);
  if (!is_field_name(name_) || !is_text(line.substr(colon))) return false;
  value_ = base::trim(line.substr(colon + 1));
  const auto begin = position_;
  while (position_ < text_.size() && is_continuation(text_[position_])) take_line();
  more_ = text_.substr(std::min(begin, text_.size()),
                       std::min(position_, text_.size()) - std::min(begin, text_.size()));
  return true;
}

ControlReader::Event ControlReader::next() {
  while (position_ < text_.size()) {
    line_ = next_line_;
    const auto line = take_line();
    if (line.starts_with('#')) continue;
    if (line.empty()) {
      if (!inside_) continue;
      inside_ = false;
      return Event::kParagraphEnd;
    }
    inside_ = true;
    return read_field(line) ? Event::kField : Event::kBadLine;
  }
  if (!inside_) return Event::kEnd;
  inside_ = false;
  return Event::kParagraphEnd;
}

}  // namespace pratique::extract::os
