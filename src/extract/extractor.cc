#include "extract/extractor.h"

#include <algorithm>

#include "model/held_bytes.h"

namespace pratique::extract {

void ask_for(model::Component& component, std::string_view file) {
  model::Component asked;
  asked.reason = model::InstallReason::kExplicit;
  if (!file.empty()) asked.details.edit().asked_in = file;
  model::join_reason(component, asked);
}

model::Component located(model::Component component, const Found& found) {
  for (auto& location : component.locations) {
    if (location.path.starts_with('!') || location.path.empty()) location.path = found.path + location.path;
    location.layer = found.layer;
  }
  if (component.locations.empty()) component.locations.push_back({found.path, found.layer});
  const auto& licenses = component.details->found_licenses;
  if (std::ranges::any_of(licenses, [](const auto& one) { return one.path.starts_with('!'); })) {
    for (auto& one : component.details.edit().found_licenses) {
      if (one.path.starts_with('!')) one.path = found.path + one.path;
    }
  }
  if (component.reason == model::InstallReason::kExplicit && component.details->asked_in.empty())
    component.details.edit().asked_in = found.path;
  return component;
}

void Extractor::assemble(const Records& records, Assembly& out) const {
  for (const auto& found : records.present) {
    const auto& components = found.record->components;
    constexpr auto kNowhere = static_cast<std::uint32_t>(-1);
    std::vector<std::uint32_t> where;  // each stands now
    std::size_t done = 0;
    while (done < components.size() && !out.is_full()) {
      const auto next = static_cast<std::uint32_t>(out.components.size());
      where.push_back(out.add(located(components[done++], found)) ? next : kNowhere);
    }
    for (const auto& edge : found.record->edges) {
      const bool both = edge.from < done && edge.to < done;
      if (!both || where[edge.from] == kNowhere || where[edge.to] == kNowhere) continue;
      out.add_edge({where[edge.from], where[edge.to], edge.kind, edge.scope});
    }
    out.leave_out(found.path, components.size() - done);
  }
}

bool Assembly::add(model::Component component) {
  if (meter != nullptr) {
    const std::string_view file =
        component.locations.empty() ? std::string_view() : component.locations.front().path;
    if (!meter->charge(base::Account::kComponents, 1, file)) {
      return false;
    }
    if (!meter->charge(base::Account::kRecords, model::held_bytes(component), file)) return false;
  }
  components.push_back(std::move(component));
  return true;
}

void Assembly::add_edge(const model::Edge& edge) {
  if (edges.size() == model::kMaxEdges) {
    ++edges_left_out;
  } else {
    edges.push_back(edge);
  }
}

const model::Distro* Records::distro_of(std::string_view root) const {
  if (root.empty()) return distro;
  if (inner_distros == nullptr) return nullptr;
  const auto found = inner_distros->find(root);
  return found == inner_distros->end() ? nullptr : &found->second;
}

void Assembly::leave_out(std::string_view file, std::size_t count) {
  if (meter != nullptr) meter->miss(base::Account::kComponents, file, count);
}

}  // namespace pratique::extract
