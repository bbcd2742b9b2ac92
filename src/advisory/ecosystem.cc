#include "advisory/ecosystem.h"

#include <algorithm>

#include "advisory/unmatched.h"
#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::advisory {

std::string_view ecosystem_family(std::string_view ecosystem) {
  return ecosystem.substr(0, ecosystem.find(':'));
}

std::string_view ecosystem_repository(std::string_view ecosystem) {
  const auto family = ecosystem_family(ecosystem);
  const auto* row = model::ecosystem_of_osv(family);
  const auto rest = ecosystem.substr(std::min(family.size() + 1, ecosystem.size()));
  const bool language = row != nullptr && row->installs == model::Installs::kLanguage;
  return language && base::contains(rest, "://") ? rest : std::string_view();
}

std::string canonical_ecosystem(std::string_view ecosystem) {
  const auto family = ecosystem_family(ecosystem);
  // As the project itself writes it, in lower case.
  if (ecosystem == "kubernetes") return "Kubernetes";
  const auto* row = model::ecosystem_of_osv(family);
  if (row == nullptr || family.size() == ecosystem.size()) return std::string(ecosystem);
  if (!ecosystem_repository(ecosystem).empty()) return std::string(family);
  const auto release = model::canonical_release(*row, ecosystem.substr(family.size() + 1));
  return std::string(family) + (release.empty() ? "" : ":" + release);
}

std::string_view ecosystem_product(std::string_view ecosystem) {
  const auto* row = model::ecosystem_of_osv(ecosystem_family(ecosystem));
  const bool has_products = row != nullptr && row->releases == model::Releases::kSuse;
  return has_products && canonical_ecosystem(ecosystem) != ecosystem ? ecosystem : std::string_view();
}

std::string_view order_name(std::string_view ecosystem) {
  auto family = ecosystem_family(ecosystem);
  // Docker's hardened images are built from several distributions: "Docker Hardened Images:Alpine:3.22".
  if (family == "Docker Hardened Images" && family.size() < ecosystem.size())
    family = ecosystem_family(ecosystem.substr(family.size() + 1));
  // So are Root's: "Root:Debian:12", "Root:PyPI".
  if (family == "Root" && family.size() < ecosystem.size())
    family = ecosystem_family(ecosystem.substr(family.size() + 1));
  if (const auto* row = model::ecosystem_of_osv(family); row != nullptr) return model::order_of(*row);
  const auto* other = unmatched(family);
  return other == nullptr ? std::string_view() : other->order;
}

std::string canonical_name(std::string_view ecosystem, std::string_view name) {
  const auto* row = model::ecosystem_of_osv(ecosystem_family(ecosystem));
  return row == nullptr ? std::string(name) : model::canonical_name(*row, name);
}

std::optional<PackageName> package_of_purl(std::string_view text) {
  const auto purl = model::parse_purl(text);
  if (!purl) return std::nullopt;
  const auto& row = model::ecosystem_of(*purl);
  if (row.osv.empty()) return std::nullopt;
  PackageName out{.ecosystem = std::string(row.osv), .name = purl->name};
  if (!row.vendor.empty() && row.releases != model::Releases::kNone) {
    // "debian-12", "12"; a purl of a distribution whose release nobody names is of none.
    const auto distro = purl->qualifiers.find("distro");
    if (distro == purl->qualifiers.end()) return std::nullopt;
    const auto release = distro->second.substr(distro->second.rfind('-') + 1);
    out.ecosystem = canonical_ecosystem(out.ecosystem + ":" + release);
  } else if (row.vendor.empty() && !purl->name_space.empty()) {
    out.name = purl->name_space + std::string(row.separator) + purl->name;
  }
  if (row.subpath_is_name && !purl->subpath.empty()) out.name += "/" + purl->subpath;
  out.name = canonical_name(out.ecosystem, out.name);
  return out;
}

}  // namespace pratique::advisory
