// Go: golang.org/x/mod/semver and the Go modules reference (go.dev/ref/mod#versions, #pseudo-versions). A
// pseudo-version is a SemVer pre-release, so nothing special orders it; "+incompatible" is build metadata and
// ignored. Releases of Go itself are written "go1.21.3", "go1.22rc1": "rc1" is the pre-release "rc.1", and a
// vendor's suffix after a blank or hyphen ("go1.20.5 X:boringcrypto", "go1.20.5-corp") does not count.
#include "version/semver_parts.h"

namespace pratique::version {
namespace {

struct Parts {
  SemverParts semver;
  std::string_view stage_number;  // of a release of Go: the 1 of "rc1"
  bool valid = false;
};

// semver.IsValid: "v1" and "v1.2" stand for v1.0.0 and v1.2.0, but only a whole version may have a suffix.
bool valid_module(const SemverParts& parts) {
  if (!is_dotted_numbers(parts.core, 1, 3, false)) return false;
  const bool whole = is_dotted_numbers(parts.core, 3, 3, false);
  const auto after_core = parts.core.data() + parts.core.size();
  if ((parts.has_prerelease || parts.has_build) && !whole) return false;
  if (parts.has_prerelease && (*after_core != '-' || !are_identifiers(parts.prerelease, false))) return false;
  return !parts.has_build || are_identifiers(parts.build, true);
}

// "go1.21rc2" and, without its prefix, "1.21rc2".
Parts split_toolchain(std::string_view text) {
  text = text.substr(0, text.find_first_of(" -+\t"));
  Parts parts{.semver = split_semver(text), .stage_number = {}};
  auto stage = parts.semver.prerelease;
  parts.semver.prerelease = take_while(stage, base::is_alpha);
  parts.stage_number = stage;
  const bool known = parts.semver.prerelease == "rc" || parts.semver.prerelease == "beta";
  parts.valid = is_dotted_numbers(parts.semver.core, 1, 3, false) &&
                (!parts.semver.has_prerelease || (known && is_number(stage)));
  return parts;
}

// Module versions first, since "1.2.3-rc1" must not lose its suffix; the words glued to the numbers are only
// Go's own.
Parts split(std::string_view text) {
  if (text.starts_with("go")) return split_toolchain(text.substr(2));
  Parts parts{.semver = split_semver(without_v(text)), .stage_number = {}};
  parts.valid = valid_module(parts.semver);
  const bool bare = !text.starts_with('v') && text.find_first_of("-+") == std::string_view::npos;
  return parts.valid || !bare ? parts : split_toolchain(text);
}

// "rc1" of a toolchain is compared as "rc.1" of an advisory: its word first, then its number.
std::weak_ordering compare_stage(const Parts& a, const Parts& b) {
  if (a.stage_number.empty() && b.stage_number.empty()) return compare_prerelease(a.semver, b.semver);
  if (a.stage_number.empty()) return 0 <=> compare_stage(b, a);
  if (!b.semver.has_prerelease) return std::weak_ordering::less;
  auto rest = b.semver.prerelease;
  const auto word = take_while(rest, [](char c) { return c != '.'; });
  const auto number = b.stage_number.empty() ? rest.substr(rest.empty() ? 0 : 1) : b.stage_number;
  if (const auto order = compare_identifiers(a.semver.prerelease, word); order != 0) return order;
  return compare_identifiers(a.stage_number, number);
}

// Invalid text sorts before every version, by bytes: semver.Compare holds it equal, which would tie unrelated
// names.
std::weak_ordering compare(std::string_view left, std::string_view right) {
  left = base::trim(left);
  right = base::trim(right);
  const auto a = split(left);
  const auto b = split(right);
  if (a.valid != b.valid) return a.valid <=> b.valid;
  if (!a.valid) return left <=> right;
  if (const auto order = compare_dotted(a.semver.core, b.semver.core); order != 0) return order;
  return compare_stage(a, b);
}

bool valid(std::string_view text) { return split(base::trim(text)).valid; }

// Words behind a blank are a toolchain's only where it is called so.
bool comparable(std::string_view text) {
  text = base::trim(text);
  return valid(text) && (text.starts_with("go") || text.find(' ') == std::string_view::npos);
}

}  // namespace

std::unique_ptr<Order> make_go() { return make_order("go", valid, compare, {.comparable = comparable}); }

}  // namespace pratique::version
