// apk-tools 3: apk-package(5) and the vectors of its test/unit/version.data.
//   digits{.digits}[letter]{_suffix[digits]}[~hash][-rN]
// Suffixes alpha, beta, pre, rc sort before the plain version; cvs, svn, git, hg, p after it.
#include <array>
#include <string>

#include "version/text_order.h"

namespace pratique::version {
namespace {

// What can stand next, lowest first: where two versions differ in kind, this alone decides. The last group is
// in the reverse of the grammar's sequence: a version that goes on with an earlier part is the newer one.
enum class Kind {
  kPreSuffix,
  kInvalid,      // the rest is not read: all invalid tails are equal
  kEmptyDigits,  // ".", or a start, without digits: invalid, yet read on, as apk 2 did
  kEnd,
  kRevision,
  kHash,
  kSuffixNumber,
  kPostSuffix,
  kLetter,
  kDigits,  // after a dot; apk 2 also read them after a letter ("1.9.5p2")
  kFirstDigits,
};

struct Token {
  Kind kind = Kind::kInvalid;
  std::string_view value{};
  std::size_t suffix = 0;
};

constexpr std::array<std::string_view, 9> kSuffixes = {"alpha", "beta", "pre", "rc", "cvs",
                                                       "svn",   "git",  "hg",  "p"};
constexpr std::size_t kFirstPostSuffix = 4;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_lower_hex(char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f'); }

// Gives the tokens one by one. After an invalid one the rest is not asked for.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Token next() {
    if (first_) {
      first_ = false;
      return digits(Kind::kFirstDigits);
    }
    if (text_.empty()) return {Kind::kEnd};
    if (base::is_digit(text_[0])) return number();
    if (is_lower(text_[0])) return letter();
    switch (take(text_, 1)[0]) {
      case '.':
        return last_ <= kInDigits ? digits(Kind::kDigits) : Token{};
      case '_':
        return last_ <= kInSuffix ? suffix() : Token{};
      case '~':
        return last_ <= kInSuffix ? hash() : Token{};
      case '-':
        return last_ <= kInHash ? revision() : Token{};
      default:
        return {};
    }
  }

 private:
  // How far in the grammar the reader is.
  enum Stage { kInDigits, kInLetter, kInSuffix, kInHash, kInRevision };

  Token digits(Kind kind) {
    const auto value = take_digits(text_);
    return {value.empty() ? Kind::kEmptyDigits : kind, value};
  }

  // Digits without a dot: after a letter (apk 2 only) or once after a suffix.
  Token number() {
    if (last_ == kInLetter) return {Kind::kDigits, take_digits(text_)};
    if (last_ != kInSuffix || numbered_) return {};
    numbered_ = true;
    return {Kind::kSuffixNumber, take_digits(text_)};
  }

  Token letter() {
    if (last_ != kInDigits) return {};
    last_ = kInLetter;
    return {Kind::kLetter, take(text_, 1)};
  }

  // Suffixes may repeat ("_git20240101_pre1"); an unknown one makes the rest invalid.
  Token suffix() {
    const auto name = take_while(text_, is_lower);
    for (std::size_t i = 0; i < kSuffixes.size(); ++i) {
      if (kSuffixes[i] != name) continue;
      last_ = kInSuffix;
      numbered_ = false;
      return {i < kFirstPostSuffix ? Kind::kPreSuffix : Kind::kPostSuffix, name, i};
    }
    return {};
  }

  // The start of a commit's hash, since apk-tools 3; lower case only.
  Token hash() {
    const auto value = take_while(text_, is_lower_hex);
    if (value.empty()) return {};
    last_ = kInHash;
    return {Kind::kHash, value};
  }

  // "-r" alone is "-r0"; "-ruff" is no revision.
  Token revision() {
    if (!take_char(text_, 'r')) return {};
    if (!text_.empty() && is_lower(text_[0])) return {};
    last_ = kInRevision;
    return {Kind::kRevision, take_digits(text_)};
  }

  std::string_view text_;
  Stage last_ = kInDigits;
  bool first_ = true;
  bool numbered_ = false;
};

// Both tokens are of one kind.
std::weak_ordering compare_tokens(const Token& a, const Token& b) {
  switch (a.kind) {
    case Kind::kDigits:
      // A component after the first that starts with a zero is a decimal fraction: "1.01" < "1.1", as in
      // Gentoo's PMS §3.3.
      if (a.value.starts_with('0') || b.value.starts_with('0')) return a.value <=> b.value;
      return compare_numbers(a.value, b.value);
    case Kind::kFirstDigits:
    case Kind::kSuffixNumber:
    case Kind::kRevision:
      return compare_numbers(a.value, b.value);
    case Kind::kPreSuffix:
    case Kind::kPostSuffix:
      return a.suffix <=> b.suffix;
    default:
      return a.value <=> b.value;
  }
}

std::weak_ordering compare(std::string_view left, std::string_view right) {
  Reader a(left);
  Reader b(right);
  for (;;) {
    const auto token_a = a.next();
    const auto token_b = b.next();
    if (token_a.kind != token_b.kind) return token_a.kind <=> token_b.kind;
    if (const auto order = compare_tokens(token_a, token_b); order != 0) return order;
    if (token_a.kind == Kind::kEnd || token_a.kind == Kind::kInvalid) return std::weak_ordering::equivalent;
  }
}

// Stricter than the order: what apk 2 read and apk 3 refuses is ordered above, but not valid.
bool valid(std::string_view text) {
  Reader reader(text);
  bool after_letter = false;
  for (;;) {
    const auto token = reader.next();
    if (token.kind == Kind::kEnd) return true;
    if (token.kind == Kind::kInvalid || token.kind == Kind::kEmptyDigits) return false;
    if (token.kind == Kind::kRevision && token.value.empty()) return false;
    if (token.kind == Kind::kDigits && after_letter) return false;
    after_letter = token.kind == Kind::kLetter;
  }
}

// As apk-tools 2 read it, which installed "1.9.5p2-r0" (sudo of Alpine 3.13).
bool comparable(std::string_view text) {
  Reader reader(text);
  for (;;) {
    const auto kind = reader.next().kind;
    if (kind == Kind::kEnd) return true;
    if (kind == Kind::kInvalid || kind == Kind::kEmptyDigits) return false;
  }
}

// "0.8.21.r2" and "1.7.5.-r1": slips of Alpine's own advisories for "0.8.21-r2", "1.7.5-r1". The place of the dot, or
// npos.
std::size_t slip(std::string_view text) {
  const auto r = text.rfind('r');
  if (r == std::string_view::npos || r < 2 || !is_number(text.substr(r + 1))) return std::string_view::npos;
  if (text[r - 1] == '.') return r - 1;
  return text.substr(r - 2, 2) == ".-" ? r - 2 : std::string_view::npos;
}

std::string mended(std::string_view text, std::size_t dot) {
  const auto r = text.rfind('r');
  return std::string(text.substr(0, dot)).append("-").append(text.substr(r));
}

bool bounds(std::string_view text) {
  const auto dot = slip(text);
  return dot == std::string_view::npos ? comparable(text) : comparable(mended(text, dot));
}

std::weak_ordering compare_bound(std::string_view version, std::string_view bound) {
  const auto dot = slip(bound);
  return dot == std::string_view::npos ? compare(version, bound) : compare(version, mended(bound, dot));
}

}  // namespace

std::unique_ptr<Order> make_apk() {
  return make_order("apk", valid, compare,
                    {.comparable = comparable, .bounds = bounds, .compare_bound = compare_bound});
}

}  // namespace pratique::version
