// The shape that SemVer, NuGet, Pub, Bitnami and Go versions share: numbers, pre-release, build.
#pragma once

#include "version/text_order.h"

namespace pratique::version {

// Views into the text that was split. `build` lacks its "+", `prerelease` its "-".
struct SemverParts {
  // "1.2.3": digits and dots, any number of components, maybe empty.
  std::string_view core{};
  std::string_view prerelease{};
  std::string_view build{};
  bool has_prerelease = false;
  bool has_build = false;
};

// Splits any text. What follows the numbers without a hyphen ("1.2.3beta", "latest") counts as a pre-release,
// as in npm's loose mode; so does an empty one ("1.2.3-").
SemverParts split_semver(std::string_view text);

// SemVer 2.0 §11.3–11.4: a version with a pre-release is lower than the one without; identifiers are compared
// one by one, numbers by value and below words, words by bytes; fewer identifiers are lower.
std::weak_ordering compare_prerelease(const SemverParts& a, const SemverParts& b, bool ignore_case = false);
// The identifiers alone, between dots.
std::weak_ordering compare_identifiers(std::string_view a, std::string_view b, bool ignore_case = false);

// True for "1.2.3"-like text: between `least` and `most` numbers. `leading_zeros` tells whether "01" is
// allowed.
bool is_dotted_numbers(std::string_view core, int least, int most, bool leading_zeros);
// True for identifiers of [0-9A-Za-z-] between dots, none empty; without `leading_zeros`, "01" is refused.
bool are_identifiers(std::string_view text, bool leading_zeros);

}  // namespace pratique::version
