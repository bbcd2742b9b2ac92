// NuGet: NuGet.Versioning (learn.microsoft.com/nuget/concepts/package-versioning). One to four numbers,
// SemVer 2.0 pre-releases without regard to case, build metadata ignored.
#include "version/semver_parts.h"

namespace pratique::version {
namespace {

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = split_semver(base::trim(left));
  const auto b = split_semver(base::trim(right));
  if (const auto order = compare_dotted(a.core, b.core); order != 0) return order;
  return compare_prerelease(a, b, true);
}

bool valid(std::string_view text) {
  constexpr std::string_view kMaxNumber = "2147483647";  // NuGet keeps numbers in an int
  const auto parts = split_semver(base::trim(text));
  if (!is_dotted_numbers(parts.core, 1, 4, true)) return false;
  for (const auto number : base::split(parts.core, '.')) {
    if (compare_numbers(number, kMaxNumber) > 0) return false;
  }
  const auto after_core = parts.core.data() + parts.core.size();
  if (parts.has_prerelease && (*after_core != '-' || !are_identifiers(parts.prerelease, true))) return false;
  return !parts.has_build || are_identifiers(parts.build, true);
}

}  // namespace

std::unique_ptr<Order> make_nuget() { return make_order("nuget", valid, compare); }

}  // namespace pratique::version
