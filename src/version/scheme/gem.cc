// RubyGems: Gem::Version. Segments are runs of digits or letters, all else separates; a run of letters makes
// a pre-release and sorts before every number; trailing zeros do not count. A "-" starts the segment "pre".
//
// A platform after the version ("1.13.0-x86_64-linux", "3.2-java") is no part of it: a gemspec's file name
// and Gemfile.lock write it so, and taken for a pre-release it would make the fixed version look older than
// the fix.
#include <array>

#include "version/text_order.h"

namespace pratique::version {
namespace {

// How the platforms of Gem::Platform start: a processor, or a system by itself.
constexpr std::array<std::string_view, 21> kPlatforms = {
    "java",    "jruby", "dalvik",  "x86",   "x64",     "i386",  "i486",  "i586",      "i686",  "amd64", "arm",
    "aarch64", "ppc",   "powerpc", "s390x", "riscv64", "mingw", "mswin", "universal", "sparc", "darwin"};

std::string_view without_platform(std::string_view text) {
  const auto hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return text;
  const auto suffix = text.substr(hyphen + 1);
  for (const auto platform : kPlatforms) {
    if (suffix.starts_with(platform)) return text.substr(0, hyphen);
  }
  return text;
}

struct Segment {
  bool is_word = false;
  std::string_view text{};  // a number's may be empty: zero
};

// Gives the segments without the zeros that end the numeric and the textual part; after the last one, zeros
// for ever.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(without_platform(base::trim(text))) {}

  bool at_end() const { return rest_.empty() && zeros_ == 0; }

  Segment next() {
    if (zeros_ > 0) return pending_zero();
    const auto segment = read();
    if (segment.is_word || !is_zero(segment.text)) {
      seen_word_ = seen_word_ || segment.is_word;
      return segment;
    }
    // A run of zeros counts only when something follows it: before the first word, only a number does.
    auto ahead = rest_;
    std::size_t zeros = segment.text.empty() ? 0 : 1;
    for (;;) {
      rest_ = ahead;
      const auto following = read();
      if (following.text.empty()) return {};
      if (following.is_word || !is_zero(following.text)) {
        rest_ = ahead;
        if (following.is_word && !seen_word_) return next();
        zeros_ = zeros;
        return pending_zero();
      }
      ++zeros;
      ahead = rest_;
    }
  }

 private:
  Segment pending_zero() {
    --zeros_;
    return {};
  }

  // The next segment; an empty number at the end.
  Segment read() {
    while (!rest_.empty() && !base::is_alnum(rest_[0])) {
      if (take(rest_, 1) == "-") return {true, "pre"};
    }
    if (rest_.empty()) return {};
    if (base::is_digit(rest_[0])) return {false, take_digits(rest_)};
    return {true, take_while(rest_, base::is_alpha)};
  }

  std::string_view rest_;
  std::size_t zeros_ = 0;
  bool seen_word_ = false;
};

// Reading goes on in both until both have ended: the shorter one gives zeros, which are above words and below
// other numbers.
std::weak_ordering compare(std::string_view left, std::string_view right) {
  Reader a(left);
  Reader b(right);
  while (!a.at_end() || !b.at_end()) {
    const auto x = a.next();
    const auto y = b.next();
    if (x.is_word != y.is_word) return y.is_word <=> x.is_word;
    const auto order = x.is_word ? std::weak_ordering(x.text <=> y.text) : compare_numbers(x.text, y.text);
    if (order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

// Gem::Version::ANCHORED_VERSION_PATTERN, and the platform that may follow. Pieces of letters and digits
// between dots; after a hyphen, hyphens may stand in them too. None is empty.
bool valid(std::string_view text) {
  text = without_platform(base::trim(text));
  if (text.empty()) return true;  // RubyGems reads it as "0"
  if (!base::is_digit(text[0])) return false;
  bool in_suffix = false;
  bool piece_empty = true;
  bool first = true;
  for (const char c : text) {
    if (c == '.' || (c == '-' && !in_suffix)) {
      if (piece_empty) return false;
      piece_empty = true;
      in_suffix = in_suffix || c == '-';
      first = false;
      continue;
    }
    if (!base::is_alnum(c) && c != '-') return false;
    if (first && !base::is_digit(c)) return false;
    piece_empty = false;
  }
  return !piece_empty;
}

bool comparable(std::string_view text) { return !base::trim(text).empty() && valid(text); }

}  // namespace

std::unique_ptr<Order> make_gem() { return make_order("gem", valid, compare, {.comparable = comparable}); }

}  // namespace pratique::version
