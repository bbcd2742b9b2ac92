#include "layer/stack.h"

#include <unordered_set>

#include "base/text.h"
#include "layer/path.h"

namespace pratique::layer {

static constexpr int kMaxHops = 40;
static constexpr std::size_t kMaxWays = 20'000;  // that are kept

// Unpackers go through a link where a folder is needed; engines differ in what stays of a link to a folder.
static bool is_hidden_by_folder(const Entry& entry) {
  return entry.type != EntryType::kFolder && entry.type != EntryType::kSymlink;
}

std::optional<Place> Stack::find_below(std::size_t layers, std::string_view path) const {
  bool folder = false;  // a layer above has names below this one
  for (std::size_t number = layers; number-- > 0;) {
    if (const Entry* entry = layers_[number]->find(path)) {
      if (folder && is_hidden_by_folder(*entry)) return std::nullopt;
      return Place{number, entry};
    }
    if (layers_[number]->hides(path)) return std::nullopt;
    folder = folder || layers_[number]->implies_folder(path);
  }
  return std::nullopt;
}

Stack::Stack(std::vector<std::shared_ptr<const LayerIndex>> layers) : layers_(std::move(layers)) {
  std::unordered_set<const LayerIndex*> seen;
  for (std::size_t number = layers_.size(); number-- > 0;) {
    if (seen.insert(layers_[number].get()).second) tops_.push_back(number);
  }
}

std::optional<Place> Stack::find(std::string_view path) const {
  bool folder = false;
  for (const auto number : tops_) {
    if (const Entry* entry = layers_[number]->find(path)) {
      if (folder && is_hidden_by_folder(*entry)) return std::nullopt;
      return Place{number, entry};
    }
    if (layers_[number]->hides(path)) return std::nullopt;
    folder = folder || layers_[number]->implies_folder(path);
  }
  return std::nullopt;
}

bool Stack::shows(std::size_t layer, std::string_view path) const {
  const Entry* entry = layers_[layer]->find(path);
  if (entry == nullptr) return false;
  for (const auto number : tops_) {
    if (number <= layer) break;
    if (layers_[number]->find(path) || layers_[number]->hides(path)) return false;
    if (layers_[number]->implies_folder(path) && is_hidden_by_folder(*entry)) return false;
  }
  return true;
}

std::optional<std::string> Stack::resolve(std::string_view path) const {
  auto way = walk("", path, 0);
  if (!way || way->end_missing) return std::nullopt;
  return std::move(way->path);
}

// A folder may have no entry of its own in any layer, only files below it: only where the way ends, something
// must be there.
std::optional<Stack::Way> Stack::walk(std::string at, std::string_view path, int depth) const {
  Way way{.path = std::move(at)};
  const auto parts = base::split(path, '/');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto part = parts[i];
    if (part.empty() || part == ".") continue;
    way.end_missing = false;
    if (part == "..") {
      way.path.resize(base::folder_of(way.path).size());
      continue;
    }
    auto next = way.path.empty() ? std::string(part) : way.path + "/" + std::string(part);
    auto place = find(next);
    if (place) place = bound(*place);  // a hard link may name a symbolic one
    if (!place || place->entry->type != EntryType::kSymlink) {
      way.end_missing = !place && i + 1 == parts.size();
      way.path = std::move(next);
      continue;
    }
    const auto inner = through(next, way.path, place->entry->target, depth);
    if (!inner || way.hops + inner->hops >= kMaxHops) return std::nullopt;
    way = {.path = inner->path,
           .hops = way.hops + inner->hops + 1,
           .end_missing = inner->end_missing && i + 1 == parts.size()};
  }
  return way;
}

// Many links may lead through the same chain, so where a link ends is kept. A way that was given up is not: how
// far it went depends on where it began.
std::optional<Stack::Way> Stack::through(const std::string& link, const std::string& folder,
                                         std::string_view target, int depth) const {
  if (depth >= kMaxHops || target.size() > kMaxPath) return std::nullopt;
  {
    const std::lock_guard lock(ways_->mutex);
    if (const auto known = ways_->of.find(link); known != ways_->of.end()) return known->second;
  }
  auto way = walk(target.starts_with('/') ? "" : folder, target, depth + 1);
  if (!way) return way;
  const std::lock_guard lock(ways_->mutex);
  if (ways_->of.size() < kMaxWays) ways_->of.emplace(link, *way);
  return way;
}

// layer.md, "Hardlinks": a file of its own layer, or one that a lower layer brought. Each step goes to a lower
// layer, but for a link that comes before its file, which no unpacker makes and which we are lenient about.
std::optional<Place> Stack::bound(Place place) const {
  for (int early = 0; place.entry->type == EntryType::kHardlink;) {
    const auto& layer = *layers_[place.layer];
    const auto bound = layer.bound(layer.number_of(place.entry));
    if (bound.entry) return Place{place.layer, &layer.entries()[*bound.entry]};
    if (bound.below.empty()) return std::nullopt;
    auto next = find_below(place.layer, bound.below);
    if (!next) {
      const auto* later = layer.find(bound.below);
      if (later == nullptr || later == place.entry || ++early > kMaxHops) return std::nullopt;
      next = Place{place.layer, later};
    }
    place = *next;
  }
  return place;
}

std::optional<Place> Stack::file(std::string_view path) const {
  const auto resolved = resolve(path);
  if (!resolved) return std::nullopt;
  auto place = find(*resolved);
  if (place) place = bound(*place);
  if (!place || place->entry->type != EntryType::kFile) return std::nullopt;
  return place;
}

}  // namespace pratique::layer
