#include "extract/extractor.h"

namespace pratique::extract {

model::Component located(model::Component component, const Found& found) {
  for (auto& location : component.locations) {
    if (location.path.starts_with('!') || location.path.empty()) location.path = found.path + location.path;
    location.layer = found.layer;
  }
  if (component.locations.empty()) component.locations.push_back({found.path, found.layer});
  return component;
}

void Extractor::assemble(const Records& records, Assembly& out) const {
  for (const auto& found : records.present) {
    for (const auto& component : found.record->components)
      out.components.push_back(located(component, found));
  }
}

}  // namespace pratique::extract
