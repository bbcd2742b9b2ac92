#include "report/part.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include "base/text.h"
#include "model/stage.h"

namespace pratique::report {

namespace {

bool has_layer(const model::Component& component) {
  return !component.locations.empty() && !component.locations.front().layer.empty();
}

void keep(model::Inventory& inventory, const std::function<bool(const model::Component&)>& holds) {
  constexpr auto kGone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> numbers(inventory.components.size(), kGone);
  std::vector<model::Component> kept;
  for (std::size_t i = 0; i < inventory.components.size(); ++i) {
    if (!holds(inventory.components[i])) continue;
    numbers[i] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(inventory.components[i]));
  }
  inventory.components = std::move(kept);
  std::vector<model::Edge> edges;
  for (auto edge : inventory.edges) {
    if (edge.from >= numbers.size() || edge.to >= numbers.size()) continue;
    edge.from = numbers[edge.from], edge.to = numbers[edge.to];
    if (edge.from != kGone && edge.to != kGone) edges.push_back(edge);
  }
  inventory.edges = std::move(edges);
}

}  // namespace

Result<BasePart> BasePart::of(const model::Subject& subject) {
  if (!model::knows_own_layers(subject)) {
    const bool named = !subject.bases.empty();
    return base::fail(
        ErrorKind::kUsage,
        named ? "which layers are the base image's is not known, only its name"
              : "which layers are the base image's is not known",
        {}, "give the Dockerfile by --dockerfile, or make the base image known by `base index add`");
  }
  BasePart part;
  const auto layers = std::min<std::uint64_t>(subject.bases.front().layers, subject.layers.size());
  for (std::uint64_t i = 0; i < layers; ++i) part.base_.insert(subject.layers[i].diff_id);
  return part;
}

bool BasePart::may_be_of_base(const model::Component& component) const {
  if (!model::stage_of(component).empty()) return false;
  return !has_layer(component) || base_.contains(component.locations.front().layer);
}

bool BasePart::may_be_own(const model::Component& component) const {
  return !has_layer(component) || !base_.contains(component.locations.front().layer);
}

Result<void> keep_part(ImagePart which, model::Inventory& inventory) {
  PQ_TRY(const auto part, BasePart::of(inventory.subject));
  keep(inventory, [&](const model::Component& one) {
    return which == ImagePart::kBase ? part.may_be_of_base(one) : part.may_be_own(one);
  });
  const auto unknown = std::ranges::count_if(inventory.components, [](const model::Component& one) {
    return model::stage_of(one).empty() && !has_layer(one);
  });
  if (unknown > 0)
    inventory.notes.push_back(
        {.code = "layer-unknown",
         .message = std::to_string(unknown) + (unknown == 1 ? " package is" : " packages are") +
                    " listed whose layer is not told: they may be the base image's or the image's own"});
  return {};
}

namespace {

// A stage that is misspelt would look like one without packages.
void note_unknown_stages(const std::vector<std::string>& stages, model::Inventory& inventory) {
  std::set<std::string> known;
  for (const auto& one : inventory.components) known.emplace(model::stage_of(one));
  known.erase("");
  if (known.empty()) return;
  const std::vector<std::string> names(known.begin(), known.end());
  for (const auto& stage : stages) {
    const auto is = [&](const std::string& name) { return base::equals_ignoring_case(name, stage); };
    if (std::ranges::any_of(names, is)) continue;
    inventory.notes.push_back({.code = "no-stages",
                               .message = "no package of a build stage \"" + stage +
                                          "\" is listed; stages with packages: " + base::join(names, ", ")});
  }
}

}  // namespace

void keep_stages(const std::vector<std::string>& stages, model::Inventory& inventory) {
  note_unknown_stages(stages, inventory);
  keep(inventory, [&](const model::Component& one) {
    return std::ranges::any_of(stages, [&](const std::string& stage) {
      return base::equals_ignoring_case(stage, model::stage_of(one));
    });
  });
}

}  // namespace pratique::report
