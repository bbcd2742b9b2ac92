#include "advisory/ecosystem.h"

#include <algorithm>

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
  const auto* row = model::ecosystem_of_osv(family);
  if (row == nullptr || family.size() == ecosystem.size()) return std::string(ecosystem);
  if (!ecosystem_repository(ecosystem).empty()) return std::string(family);
  const auto release = model::canonical_release(*row, ecosystem.substr(family.size() + 1));
  return std::string(family) + (release.empty() ? "" : ":" + release);
}

std::string_view order_name(std::string_view ecosystem) {
  auto family = ecosystem_family(ecosystem);
  // Docker's hardened images are built from several distributions: "Docker Hardened Images:Alpine:3.22".
  if (family == "Docker Hardened Images" && family.size() < ecosystem.size())
    family = ecosystem_family(ecosystem.substr(family.size() + 1));
  const auto* row = model::ecosystem_of_osv(family);
  return row == nullptr ? std::string_view() : model::order_of(*row);
}

std::string canonical_name(std::string_view ecosystem, std::string_view name) {
  const auto* row = model::ecosystem_of_osv(ecosystem_family(ecosystem));
  return row == nullptr ? std::string(name) : model::canonical_name(*row, name);
}

}  // namespace pratique::advisory
