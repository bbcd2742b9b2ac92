#include "advisory/ecosystem.h"

#include "model/ecosystem.h"

namespace pratique::advisory {

std::string_view ecosystem_family(std::string_view ecosystem) {
  return ecosystem.substr(0, ecosystem.find(':'));
}

std::string canonical_ecosystem(std::string_view ecosystem) {
  const auto family = ecosystem_family(ecosystem);
  const auto* row = model::ecosystem_of_osv(family);
  if (row == nullptr || family.size() == ecosystem.size()) return std::string(ecosystem);
  return std::string(family) + ":" + model::canonical_release(*row, ecosystem.substr(family.size() + 1));
}

std::string_view order_name(std::string_view ecosystem) {
  const auto* row = model::ecosystem_of_osv(ecosystem_family(ecosystem));
  return row == nullptr ? std::string_view() : model::order_of(*row);
}

std::string canonical_name(std::string_view ecosystem, std::string_view name) {
  const auto* row = model::ecosystem_of_osv(ecosystem_family(ecosystem));
  return row == nullptr ? std::string(name) : model::canonical_name(*row, name);
}

}  // namespace pratique::advisory
