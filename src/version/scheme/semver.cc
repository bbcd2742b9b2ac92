// Semantic Versioning 2.0.0 (semver.org), as npm, Cargo and others use it. The order is lenient: a leading
// "v" or "=" does not count, missing numbers are zero, a fourth and further number is compared like the
// others, build metadata is ignored.
#include "version/semver_parts.h"

namespace pratique::version {
namespace {

constexpr int kMostNumbers = 4;

SemverParts split(std::string_view text) {
  text = base::trim(text);
  if (take_char(text, '=')) text = base::trim(text);
  return split_semver(without_v(text));
}

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = split(left);
  const auto b = split(right);
  if (const auto order = compare_dotted(a.core, b.core); order != 0) return order;
  return compare_prerelease(a, b);
}

// What npm's semver.valid() accepts: SemVer, with one "v" before it and blanks around it.
bool valid(std::string_view text) {
  constexpr std::size_t kMaxLength = 256;  // MAX_LENGTH of npm's semver
  constexpr std::string_view kMaxNumber = "9007199254740991";
  if (text.size() > kMaxLength) return false;
  const auto parts = split_semver(without_v(base::trim(text)));
  if (!is_dotted_numbers(parts.core, 3, 3, false)) return false;
  for (const auto number : base::split(parts.core, '.')) {
    if (compare_numbers(number, kMaxNumber) > 0) return false;
  }
  const auto after_core = parts.core.data() + parts.core.size();
  if (parts.has_prerelease && (*after_core != '-' || !are_identifiers(parts.prerelease, false))) return false;
  return !parts.has_build || are_identifiers(parts.build, true);
}

// GitHub's advisories also end ranges at "0.2". As the version of a package that would be a range (npm and Cargo read
// "1.2" so).
bool bounds(std::string_view text) {
  if (valid(text)) return true;
  const auto parts = split(text);
  const auto after_core = parts.core.data() + parts.core.size();
  return is_dotted_numbers(parts.core, 1, kMostNumbers, true) && text.find('=') == std::string_view::npos &&
         (!parts.has_prerelease || (*after_core == '-' && are_identifiers(parts.prerelease, true))) &&
         (!parts.has_build || are_identifiers(parts.build, true));
}

}  // namespace

std::unique_ptr<Order> make_semver() { return make_order("semver", valid, compare, {.bounds = bounds}); }

}  // namespace pratique::version
