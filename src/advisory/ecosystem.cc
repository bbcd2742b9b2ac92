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

// distro-info-data's debian.csv. "sid" stays a name: there is no number for it.
struct Codename {
  std::string_view name, number;
};
constexpr std::array kCodenames{
    Codename{"bookworm", "12"},  Codename{"bullseye", "11"}, Codename{"buster", "10"},
    Codename{"duke", "15"},      Codename{"etch", "4"},      Codename{"forky", "14"},
    Codename{"jessie", "8"},     Codename{"lenny", "5"},     Codename{"sarge", "3.1"},
    Codename{"squeeze", "6"},    Codename{"stretch", "9"},   Codename{"trixie", "13"},
    Codename{"unstable", "sid"}, Codename{"wheezy", "7"},    Codename{"woody", "3.0"},
};

std::string_view until(std::string_view text, char end) { return text.substr(0, text.find(end)); }

// Woody and sarge are 3.0 and 3.1; from etch on, "4.0" to "6.0" are the first of many points of one release.
std::string_view debian_release(std::string_view release) {
  const auto number = debian_number(release);
  return number.starts_with("3.") ? number.substr(0, 3) : until(number, '.');
}

std::string alpine_release(std::string_view release) {
  if (release.starts_with('v')) release.remove_prefix(1);
  if (release.empty() || !base::is_digit(release.front())) return std::string(release);  // "edge"
  const auto dot = release.find('.');
  const auto minor = dot == std::string_view::npos ? "" : until(release.substr(dot + 1), '.');
  return "v" + std::string(until(release, '.')) + (minor.empty() ? "" : "." + std::string(minor));
}

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

std::string_view debian_number(std::string_view codename) {
  const auto* row = std::find_if(kCodenames.begin(), kCodenames.end(), [&](const Codename& each) {
    return base::equals_ignoring_case(each.name, codename);
  });
  return row == kCodenames.end() ? codename : row->number;
}

std::string canonical_ecosystem(std::string_view ecosystem) {
  const auto family = ecosystem_family(ecosystem);
  if (family.size() == ecosystem.size()) return std::string(ecosystem);
  const auto release = ecosystem.substr(family.size() + 1);
  const auto named = std::string(family) + ":";
  if (family == "Debian") return named + std::string(debian_release(release));
  if (family == "Alpine") return named + alpine_release(release);
  if (family == "AlmaLinux" || family == "Rocky Linux") return named + std::string(until(release, '.'));
  if (family == "Ubuntu" && release.ends_with(":LTS") && !release.starts_with("Pro:")) {
    return named + std::string(release.substr(0, release.size() - 4));
  }
  return std::string(ecosystem);
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
