#include "model/keep_components.h"

#include <utility>
#include <vector>

namespace pratique::model {

void keep_components(Inventory& inventory, const std::function<bool(const Component&)>& keep) {
  constexpr auto kGone = static_cast<std::uint32_t>(-1);
  auto& components = inventory.components;
  std::vector<std::uint32_t> now(components.size(), kGone);
  std::uint32_t kept = 0;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (!keep(components[i])) continue;
    now[i] = kept;
    if (kept != i) components[kept] = std::move(components[i]);
    ++kept;
  }
  components.resize(kept);
  std::erase_if(inventory.edges, [&](Edge& edge) {
    edge.from = now[edge.from], edge.to = now[edge.to];
    return edge.from == kGone || edge.to == kGone;
  });
}

}  // namespace pratique::model
