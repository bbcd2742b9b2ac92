// Build stages: packages that the SBOM of a stage lists are not in the image (docs/provenance.md).
#pragma once

#include <string>
#include <string_view>

#include "model/component.h"

namespace pratique::model {

// The property of a component that names its stage.
inline constexpr const char* kStageProperty = "pratique:stage";

// "build", "context"; empty: it is of the image itself.
inline std::string_view stage_of(const Component& component) {
  const auto found = component.properties.find(kStageProperty);
  return found == component.properties.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace pratique::model
