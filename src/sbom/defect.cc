#include "sbom/defect.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace pratique::sbom {
namespace {

// Walks through sound JSON to the value at a pointer. What is passed over is looked at only for brackets and strings, so
// that the depth of the document does not matter.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  // The offset of the value; npos: there is none.
  std::size_t to(std::string_view place) {
    blanks();
    for (const auto piece : base::split(place, '/')) {
      if (&piece.front() == place.data() || piece.empty()) continue;
      const auto name = base::replace_all(base::replace_all(piece, "~1", "/"), "~0", "~");
      if (!enter(name)) return std::string_view::npos;
    }
    return at_;
  }

 private:
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() {
    while (at_ < text_.size() && base::is_space(text_[at_])) ++at_;
  }

  // The member or element of that name in the value at hand.
  bool enter(std::string_view name) {
    const bool object = here() == '{';
    if (!object && here() != '[') return false;
    ++at_;
    const auto wanted = object ? 0 : base::to_uint(name).value_or(0);
    for (std::uint64_t index = 0;; ++index) {
      blanks();
      if (here() == '}' || here() == ']' || here() == '\0') return false;
      bool found = index == wanted;
      if (object) {
        found = string() == name;
        blanks();
        ++at_;  // the colon
        blanks();
      }
      if (found) return true;
      pass();
      blanks();
      if (here() == ',') ++at_;
    }
  }

  // The raw text of a string; keys with escapes are not met.
  std::string_view string() {
    const auto begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const auto end = std::min(at_, text_.size());
    at_ = end + 1;
    return text_.substr(std::min(begin, end), end - std::min(begin, end));
  }

  void pass() {
    int depth = 0;
    do {
      const char c = here();
      if (c == '"') {
        string();
      } else if (c == '\0' || ((c == ',' || c == '}' || c == ']') && depth == 0)) {
        return;
      } else {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        ++at_;
      }
    } while (at_ < text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string to_line(const Defect& defect) {
  const auto where = defect.line == 0 ? std::string() : fmt::format("line {}: ", defect.line);
  return where + base::printable(defect.what) + " (" + base::printable(defect.place) + ")";
}

std::size_t line_of_offset(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

std::size_t line_of_json(std::string_view text, std::string_view place) {
  const auto offset = Walk(text).to(place);
  return offset == std::string_view::npos ? 0 : line_of_offset(text, offset);
}

}  // namespace pratique::sbom
