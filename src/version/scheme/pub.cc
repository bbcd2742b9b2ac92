// Dart's pub_semver: SemVer 2.0, but build metadata is ordered, after the version without it
// (dart.dev/tools/pub/versioning).
#include "version/semver_parts.h"

namespace pratique::version {
namespace {

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = split_semver(without_v(base::trim(left)));
  const auto b = split_semver(without_v(base::trim(right)));
  if (const auto order = compare_dotted(a.core, b.core); order != 0) return order;
  if (const auto order = compare_prerelease(a, b); order != 0) return order;
  if (a.has_build != b.has_build) return a.has_build <=> b.has_build;
  return compare_identifiers(a.build, b.build);
}

bool valid(std::string_view text) {
  const auto parts = split_semver(text);
  if (!is_dotted_numbers(parts.core, 3, 3, true)) return false;
  const auto after_core = parts.core.data() + parts.core.size();
  if (parts.has_prerelease && (*after_core != '-' || !are_identifiers(parts.prerelease, true))) return false;
  return !parts.has_build || are_identifiers(parts.build, true);
}

}  // namespace

std::unique_ptr<Order> make_pub() { return make_order("pub", valid, compare); }

}  // namespace pratique::version
