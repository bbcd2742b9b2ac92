// Bitnami: a SemVer-like version with a revision of the packaging after the last hyphen ("1.2.3-4"). The
// revision is later than the version without it, unlike a SemVer pre-release, and "-0" is the same as none
// (Bitnami's OSV records use it so).
#include "version/semver_parts.h"

namespace pratique::version {
namespace {

struct Parts {
  SemverParts semver;
  std::string_view revision;
};

// "2.0.0-rc.1-3" is revision 3 of the pre-release rc.1. A lone "20250807212521-c52795c1ef74" is a
// pre-release: it does not end in a number.
Parts split(std::string_view text) {
  Parts parts{.semver = split_semver(without_v(base::trim(text))), .revision = {}};
  auto& prerelease = parts.semver.prerelease;
  const auto hyphen = prerelease.rfind('-');
  const auto last = hyphen == std::string_view::npos ? prerelease : prerelease.substr(hyphen + 1);
  if (!is_number(last)) return parts;
  parts.revision = last;
  parts.semver.has_prerelease = hyphen != std::string_view::npos;
  prerelease = parts.semver.has_prerelease ? prerelease.substr(0, hyphen) : std::string_view{};
  return parts;
}

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = split(left);
  const auto b = split(right);
  if (const auto order = compare_dotted(a.semver.core, b.semver.core); order != 0) return order;
  if (const auto order = compare_prerelease(a.semver, b.semver); order != 0) return order;
  return compare_numbers(a.revision, b.revision);
}

bool valid(std::string_view text) {
  constexpr int kMostNumbers = 4;
  const auto parts = split(text);
  if (!is_dotted_numbers(parts.semver.core, 1, kMostNumbers, true)) return false;
  if (parts.semver.has_prerelease && !are_identifiers(parts.semver.prerelease, true)) return false;
  return !parts.semver.has_build || are_identifiers(parts.semver.build, true);
}

}  // namespace

std::unique_ptr<Order> make_bitnami() { return make_order("bitnami", valid, compare); }

}  // namespace pratique::version
