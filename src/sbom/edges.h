// The edges of an inventory by the component that they start from.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "model/inventory.h"

namespace pratique::sbom {

class Edges {
 public:
  explicit Edges(const model::Inventory& inventory) : edges_(inventory.edges) {
    std::stable_sort(edges_.begin(), edges_.end(),
                     [](const auto& a, const auto& b) { return a.from < b.from; });
  }
  std::span<const model::Edge> of(std::size_t component) const {
    const auto range = std::ranges::equal_range(edges_, component, {}, &model::Edge::from);
    return {range.begin(), range.end()};
  }

 private:
  std::vector<model::Edge> edges_;
};

}  // namespace pratique::sbom
