#include "advisory/ecosystem.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::advisory {

namespace {

// Sorted by family.
struct Row {
  std::string_view family, order;
};

// Distributions that publish OSV under their own name but build with another's package format take that
// format's order.
constexpr std::array kOrders{
    Row{"AlmaLinux", "rpm"},    Row{"Alpaquita", "apk"},
    Row{"Alpine", "apk"},       Row{"Azure Linux", "rpm"},
    Row{"Bitnami", "bitnami"},  Row{"CRAN", "cran"},
    Row{"Chainguard", "apk"},   Row{"Debian", "deb"},
    Row{"Echo", "deb"},         Row{"Go", "go"},
    Row{"Hackage", "hackage"},  Row{"Hex", "semver"},
    Row{"Julia", "semver"},     Row{"Mageia", "rpm"},
    Row{"Maven", "maven"},      Row{"MinimOS", "apk"},
    Row{"NuGet", "nuget"},      Row{"Packagist", "composer"},
    Row{"Photon OS", "rpm"},    Row{"Pub", "pub"},
    Row{"PyPI", "pep440"},      Row{"Red Hat", "rpm"},
    Row{"Rocky Linux", "rpm"},  Row{"Ruby", "gem"},
    Row{"RubyGems", "gem"},     Row{"SUSE", "rpm"},
    Row{"SwiftURL", "semver"},  Row{"TuxCare", "rpm"},
    Row{"Ubuntu", "deb"},       Row{"Wolfi", "apk"},
    Row{"crates.io", "semver"}, Row{"npm", "semver"},
    Row{"openEuler", "rpm"},    Row{"openSUSE", "rpm"},
};

// https://peps.python.org/pep-0503/#normalized-names
std::string pep503(std::string_view name) {
  std::string out;
  for (const char c : base::to_lower(name)) {
    const bool dash = c == '-' || c == '_' || c == '.';
    if (!dash) out += c;
    if (dash && !out.ends_with('-')) out += '-';
  }
  return out;
}

}  // namespace

std::string_view ecosystem_family(std::string_view ecosystem) {
  return ecosystem.substr(0, ecosystem.find(':'));
}

std::string_view order_name(std::string_view ecosystem) {
  const auto family = ecosystem_family(ecosystem);
  const auto* row =
      std::find_if(kOrders.begin(), kOrders.end(), [&](const Row& r) { return r.family == family; });
  return row == kOrders.end() ? std::string_view() : row->order;
}

std::string canonical_name(std::string_view ecosystem, std::string_view name) {
  const auto family = ecosystem_family(ecosystem);
  if (family == "PyPI") return pep503(name);
  // Composer and NuGet compare names without case; hex.pm knows lower-case names only; purl writes Go modules
  // so.
  if (family == "Packagist" || family == "NuGet" || family == "Hex" || family == "Go")
    return base::to_lower(name);
  return std::string(name);
}

}  // namespace pratique::advisory
