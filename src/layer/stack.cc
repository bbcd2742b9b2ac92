#include "layer/stack.h"

#include <deque>

#include "base/text.h"
#include "layer/path.h"

namespace pratique::layer {

static constexpr int kMaxHops = 40;

std::optional<Place> Stack::find_below(std::size_t layers, std::string_view path) const {
  for (std::size_t number = layers; number-- > 0;) {
    if (const Entry* entry = layers_[number]->find(path)) return Place{number, entry};
    if (layers_[number]->hides(path)) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Place> Stack::find(std::string_view path) const { return find_below(layers_.size(), path); }

bool Stack::shows(std::size_t layer, std::string_view path) const {
  for (std::size_t number = layers_.size(); number-- > layer + 1;) {
    if (layers_[number]->find(path) || layers_[number]->hides(path)) return false;
  }
  return layers_[layer]->find(path) != nullptr;
}

std::optional<std::string> Stack::resolve(std::string_view path) const {
  std::deque<std::string> ahead;
  for (const auto part : base::split(path, '/')) ahead.emplace_back(part);
  std::string at;  // resolved so far
  for (int hops = 0; !ahead.empty();) {
    const std::string part = std::move(ahead.front());
    ahead.pop_front();
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      at.resize(base::folder_of(at).size());
      continue;
    }
    const std::string next = at.empty() ? part : at + "/" + part;
    const auto place = find(next);
    if (!place || place->entry->type != EntryType::kSymlink) {
      // A folder may have no entry of its own in any layer, only files below it.
      if (!place && ahead.empty()) return std::nullopt;
      at = next;
      continue;
    }
    const auto target = place->entry->target;
    if (++hops > kMaxHops || target.size() > kMaxPath) return std::nullopt;
    if (target.starts_with('/')) at.clear();
    const auto parts = base::split(target, '/');
    for (auto it = parts.rbegin(); it != parts.rend(); ++it) ahead.emplace_front(*it);
  }
  return at;
}

// A hard link names a file of its own layer, or one that a lower layer brought (layer.md, "Hardlinks").
std::optional<Place> Stack::follow_hardlinks(Place place) const {
  for (int hops = 0; place.entry->type == EntryType::kHardlink; ++hops) {
    const auto target = clean_path(place.entry->target);
    if (!target || hops >= kMaxHops) return std::nullopt;
    const auto next = find_below(place.layer + 1, *target);
    if (!next || next->entry == place.entry) return std::nullopt;
    place = *next;
  }
  return place;
}

std::optional<Place> Stack::file(std::string_view path) const {
  const auto resolved = resolve(path);
  if (!resolved) return std::nullopt;
  auto place = find(*resolved);
  if (place) place = follow_hardlinks(*place);
  if (!place || place->entry->type != EntryType::kFile) return std::nullopt;
  return place;
}

}  // namespace pratique::layer
