// pacman: vercmp(8) and lib/libalpm/version.c of pacman 6.0. [epoch:]pkgver[-pkgrel]. A missing epoch is zero.
// "1.0a < 1.0b < 1.0beta < 1.0p < 1.0pre < 1.0rc < 1.0 < 1.0.a < 1.0.1": letters behind a number make it older, what
// stands behind a separator makes it newer.
//
// pacman compares pkgrel only where both have one; a missing one is below every other here, so that the order is total
// (a bound without one takes every pkgrel). Of separators at the end, which no package has, pacman contradicts itself.
#include "version/text_order.h"

namespace pratique::version {
namespace {

// What can stand next, lowest first.
enum class Next { kLetters, kEnd, kDigits };

Next next_of(std::string_view text) {
  if (text.empty()) return Next::kEnd;
  return base::is_digit(text[0]) ? Next::kDigits : Next::kLetters;
}

// Both sides advance by their separators and one run: more separators are newer, then the kind of the run decides, then
// the run.
std::weak_ordering compare_part(std::string_view a, std::string_view b) {
  for (;;) {
    const auto is_separator = [](char c) { return !base::is_alnum(c); };
    const auto separators = take_while(a, is_separator).size() <=> take_while(b, is_separator).size();
    if (separators != 0) return separators;
    const auto left = next_of(a), right = next_of(b);
    if (left != right) return left <=> right;
    if (left == Next::kEnd) return std::weak_ordering::equivalent;
    std::weak_ordering order = std::weak_ordering::equivalent;
    if (left == Next::kDigits) {
      order = compare_numbers(take_digits(a), take_digits(b));
    } else {
      order = take_while(a, base::is_alpha) <=> take_while(b, base::is_alpha);
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

// PKGBUILD(5): no colons, slashes, hyphens or blanks; pkgrel is a number, or two with a point.
bool valid(std::string_view text) {
  const auto parts = split_evr(text);
  const auto allowed = [](char c) {
    return base::is_alnum(c) || c == '.' || c == '_' || c == '+' || c == '~' || c == '^';
  };
  auto version = parts.version, release = parts.release;
  take_while(version, allowed);
  take_while(release, [](char c) { return base::is_digit(c) || c == '.'; });
  return !text.starts_with(':') && !parts.version.empty() && version.empty() && release.empty() &&
         base::is_alnum(parts.version.front()) && parts.has_release != parts.release.empty();
}

std::weak_ordering compare_bound(std::string_view version, std::string_view bound) {
  if (bound.find('-') == std::string_view::npos) version = version.substr(0, version.rfind('-'));
  return compare(version, bound);
}

}  // namespace

std::unique_ptr<Order> make_alpm() {
  return make_order("alpm", valid, compare, {.compare_bound = compare_bound});
}

}  // namespace pratique::version
