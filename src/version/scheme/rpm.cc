// rpm: rpm-version(7), rpmvercmp and rpmVersionCompare of rpm 4.18. [epoch:]version[-release]. A missing
// epoch is zero. A missing release sorts before every release, even an empty one: that keeps the order total.
// (A dependency without a release accepts every release of its version; that is a question of ranges, for
// whoever matches, and not of order.)
#include "version/text_order.h"

namespace pratique::version {
namespace {

// rpm keeps the epoch in 32 bits.
constexpr std::string_view kMaxEpoch = "4294967295";

// What can stand next, lowest first. Everything that is none of these only separates.
enum class Kind { kTilde, kEnd, kCaret, kLetters, kDigits };

Kind next_kind(std::string_view& text) {
  take_while(text, [](char c) { return !base::is_alnum(c) && c != '~' && c != '^'; });
  if (text.empty()) return Kind::kEnd;
  if (text[0] == '~') return Kind::kTilde;
  if (text[0] == '^') return Kind::kCaret;
  return base::is_digit(text[0]) ? Kind::kDigits : Kind::kLetters;
}

// Both sides advance by one run or mark at a time; where the kinds differ, the kind decides.
std::weak_ordering compare_part(std::string_view a, std::string_view b) {
  for (;;) {
    const auto left = next_kind(a);
    const auto right = next_kind(b);
    if (left != right) return left <=> right;
    std::weak_ordering order = std::weak_ordering::equivalent;
    switch (left) {
      case Kind::kEnd:
        return order;
      case Kind::kTilde:
      case Kind::kCaret:
        a.remove_prefix(1);
        b.remove_prefix(1);
        break;
      case Kind::kLetters:
        order = take_while(a, base::is_alpha) <=> take_while(b, base::is_alpha);
        break;
      case Kind::kDigits:
        order = compare_numbers(take_digits(a), take_digits(b));
        break;
    }
    if (order != 0) return order;
  }
}

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = split_evr(left);
  const auto b = split_evr(right);
  if (const auto order = compare_numbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = compare_part(a.version, b.version); order != 0) return order;
  if (a.has_release != b.has_release) return a.has_release <=> b.has_release;
  return compare_part(a.release, b.release);
}

// The characters that rpmbuild lets into Version and Release.
bool only_allowed(std::string_view text) {
  constexpr std::string_view kPunctuation = "._+~^";
  for (const char c : text) {
    if (!base::is_alnum(c) && kPunctuation.find(c) == std::string_view::npos) return false;
  }
  return !text.empty() && text.find("..") == std::string_view::npos;
}

bool valid(std::string_view text) {
  const auto parts = split_evr(text);
  if (compare_numbers(parts.epoch, kMaxEpoch) > 0 || text.starts_with(':')) return false;
  return only_allowed(parts.version) && (!parts.has_release || only_allowed(parts.release));
}

// rpm installs and compares nearly any text: what rpmbuild refuses today was packaged by older ones
// ("1.0-1%{?dist}"). Blanks and the marks of ranges are in none, and a text without a digit is a word.
bool comparable(std::string_view text) {
  const auto parts = split_evr(text);
  if (compare_numbers(parts.epoch, kMaxEpoch) > 0 || parts.version.empty()) return false;
  return text.find_first_of(" \t\r\n<>=,()[]*|$/") == std::string_view::npos &&
         base::is_alnum(parts.version.front()) &&
         parts.version.find_first_of("0123456789") != std::string_view::npos;
}

// Red Hat's errata sometimes bound a range by a version without a release ("< 1.2.3"), as dependencies do; the order
// itself puts all releases of 1.2.3 above it (docs/formats/versions.md).
std::weak_ordering compare_bound(std::string_view version, std::string_view bound) {
  if (bound.find('-') == std::string_view::npos) version = version.substr(0, version.rfind('-'));
  return compare(version, bound);
}

}  // namespace

std::unique_ptr<Order> make_rpm() {
  return make_order("rpm", valid, compare, {.comparable = comparable, .compare_bound = compare_bound});
}

}  // namespace pratique::version
