// Perl modules: perl's own version.pm 0.9929 (perldoc version, version::Internals). Two notations of one order: with a "v"
// or more than one dot the numbers are as they stand ("v1.2.3"); with one dot or none the text is a decimal fraction, of
// which each three digits are one number ("1.23" is v1.230.0 and lies below "1.3", v1.300.0). An underscore marks
// a trial and does not count: 1.02_03 = 1.0203.
#include <algorithm>
#include <array>
#include <string>

#include "version/text_order.h"

namespace pratique::version {
namespace {

constexpr std::size_t kGroup = 3;

bool is_dotted(std::string_view text) {
  return text.starts_with('v') || std::count(text.begin(), text.end(), '.') > 1;
}

// Digits between dots; one "_" in what follows the first dot, digits behind it.
bool valid(std::string_view text) {
  const bool has_v = take_char(text, 'v');
  if (has_v && (text.empty() || !base::is_digit(text.front()))) return false;
  std::size_t dots = 0, digits = 0, underscores = 0;
  char before = 0;
  for (const char c : text) {
    const bool digit = base::is_digit(c);
    if (!digit && c != '.' && c != '_') return false;
    if (c == '.' && (before == '.' || before == '_' || underscores > 0)) return false;
    if (c == '_' && (before == '.' || dots == 0)) return false;
    dots += c == '.' ? 1 : 0;
    underscores += c == '_' ? 1 : 0;
    digits += digit ? 1 : 0;
    before = c;
  }
  const bool open_end = before == '.' && (has_v || dots > 1);
  return digits > 0 && underscores <= 1 && before != '_' && !open_end;
}

// The numbers of one version, one after another, then empty texts, which are zero.
class Numbers {
 public:
  explicit Numbers(std::string_view text) : text_(text), dotted_(is_dotted(text)) { take_char(text_, 'v'); }
  bool at_end() const { return text_.empty(); }
  std::string_view next() {
    if (dotted_ || first_) {
      const auto digits = take_while(text_, [](char c) { return c != '.'; });
      take_char(text_, '.');
      first_ = false;
      return digits;
    }
    group_.fill('0');
    const auto digits = take(text_, kGroup);
    std::copy(digits.begin(), digits.end(), group_.begin());
    return {group_.data(), kGroup};
  }

 private:
  std::string_view text_;
  bool dotted_, first_ = true;
  std::array<char, kGroup> group_{};
};

std::weak_ordering compare_plain(std::string_view left, std::string_view right) {
  Numbers a(left), b(right);
  while (!a.at_end() || !b.at_end()) {
    if (const auto order = compare_numbers(a.next(), b.next()); order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

// What is no version lies below all that are, by its bytes.
std::weak_ordering compare(std::string_view left, std::string_view right) {
  const bool a = valid(left), b = valid(right);
  if (!a || !b) return a != b ? a <=> b : std::weak_ordering(left <=> right);
  const auto is_marked = [](std::string_view text) { return text.find('_') != std::string_view::npos; };
  if (!is_marked(left) && !is_marked(right)) return compare_plain(left, right);
  // Seldom: only trials pay for a copy.
  std::string first(left), second(right);
  std::erase(first, '_');
  std::erase(second, '_');
  return compare_plain(first, second);
}

}  // namespace

std::unique_ptr<Order> make_cpan() { return make_order("cpan", valid, compare); }

}  // namespace pratique::version
