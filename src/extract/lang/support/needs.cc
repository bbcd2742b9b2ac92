#include "extract/lang/support/needs.h"

#include <algorithm>
#include <string>

#include "extract/lang/support/packages.h"

namespace pratique::extract::lang {

void add_need(Record& record, std::string_view name, model::Scope scope) {
  if (name.empty() || name.size() > kMaxIdentity) return;
  auto& needs = record.needs.edit();
  if (needs.names.size() == kMaxNeeds) return;
  needs.names.push_back(name);
  needs.scopes.push_back(scope);
}

std::vector<Placed> add_packages(const Records& records, Assembly& out) {
  std::vector<Placed> placed;
  for (const auto& found : records.present) {
    for (const auto& component : found.record->components) {
      if (out.is_full()) {
        out.leave_out(found.path, 1);
        continue;
      }
      const auto number = static_cast<std::uint32_t>(out.components.size());
      if (out.add(located(component, found))) placed.push_back({&found, number});
    }
  }
  return placed;
}

void add_needs(const std::vector<Placed>& packages, const LookUp& look_up, Assembly& out) {
  std::size_t looked_up = 0;
  std::string name;
  for (const auto& package : packages) {
    const auto& needs = *package.found->record->needs;
    const auto count = std::min(needs.names.size(), needs.scopes.size());
    for (std::size_t i = 0; i < count; ++i) {
      if (looked_up++ >= kMaxLookups) {
        ++out.edges_left_out;
        continue;
      }
      needs.names.join(i, name);
      for (const auto to : look_up(package, name)) {
        if (to != package.number)
          out.add_edge({package.number, to, model::EdgeKind::kDependsOn, needs.scopes[i]});
      }
    }
  }
}

}  // namespace pratique::extract::lang
