// A member of a JSON object as it stands in the text. The parser that we use keeps no places, and a predicate that was
// written anew would no longer be the bytes that somebody signed.
#include "attest/statement.h"
#include "base/text.h"
#include "codec/json.h"

namespace pratique::attest {

namespace {

// RFC 8259 §2 and §7. The text is known to be sound JSON, so that brackets match and texts end.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  std::string_view find(std::string_view key) {
    std::string_view found;
    blanks();
    if (!take('{')) return {};
    for (blanks(); !done() && text_[at_] != '}'; blanks()) {
      const auto name = value();
      blanks();
      take(':');
      blanks();
      const auto member = value();
      if (is_key(name, key)) found = member;
      blanks();
      take(',');
    }
    return found;
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  bool take(char c) {
    const bool there = !done() && text_[at_] == c;
    if (there) ++at_;
    return there;
  }
  void blanks() {
    while (!done() && base::is_space(text_[at_])) ++at_;
  }

  void string() {
    for (++at_; !done() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  // One value; objects and arrays by counting brackets, without recursion.
  std::string_view value() {
    const auto start = at_;
    std::size_t depth = 0;
    while (!done()) {
      const char c = text_[at_];
      if (c == '"') {
        string();
      } else if (c == '{' || c == '[') {
        ++depth, ++at_;
      } else if (depth > 0 && (c == '}' || c == ']')) {
        --depth, ++at_;
      } else if (depth == 0 && (c == ',' || c == '}' || c == ']' || c == ':' || base::is_space(c))) {
        break;
      } else {
        ++at_;
        continue;
      }
      if (depth == 0) break;
    }
    at_ = std::min(at_, text_.size());
    return text_.substr(start, at_ - start);
  }

  // A key may be written with escapes.
  static bool is_key(std::string_view quoted, std::string_view key) {
    if (quoted.size() < 2) return false;
    if (!base::contains(quoted, "\\")) return quoted.substr(1, quoted.size() - 2) == key;
    const auto parsed = codec::JsonDocument::parse("[" + std::string(quoted) + "]");
    return parsed && parsed->root().at(0).text() == key;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view raw_member(std::string_view object, std::string_view key) {
  if (object.starts_with("\xef\xbb\xbf")) object.remove_prefix(3);
  return Walker(object).find(key);
}

}  // namespace pratique::attest
