#include "layer/stack.h"

#include <unordered_set>

#include "base/text.h"
#include "layer/path.h"

namespace pratique::layer {

static constexpr int kMaxHops = 40;
static constexpr std::size_t kMaxKeptBytes = 16u << 20;  // of ways, and of covered folders
static constexpr std::size_t kKeptBytes = 120;           // what each takes besides its paths

// Unpackers go through a link where a folder is needed; engines differ in what stays of a link to a folder.
static bool is_hidden_by_folder(const Entry& entry) {
  return entry.type != EntryType::kFolder && entry.type != EntryType::kSymlink;
}

bool Stack::Ways::keep(std::size_t paths) {
  if (bytes + paths + kKeptBytes > kMaxKeptBytes) return false;
  bytes += paths + kKeptBytes;
  return true;
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

// A name many folders deep is asked for in every layer, and each would look at every folder above it: so it is
// kept up to which layer a folder's lower ones show.
std::size_t Stack::covered_at(std::string_view folder) const {
  const std::lock_guard lock(ways_->mutex);
  auto& known = ways_->covered;
  auto least = tops_.size();
  std::vector<std::string_view> unknown;
  for (auto at = folder;; at = base::folder_of(at)) {
    if (const auto found = known.find(at); found != known.end()) {
      least = found->second;
      break;
    }
    unknown.push_back(at);
    if (at.empty()) break;
  }
  if (ways_->covered_bytes > kMaxKeptBytes) {
    known.clear();
    ways_->covered_bytes = 0;
  }
  for (; !unknown.empty(); unknown.pop_back()) {
    const auto at = unknown.back();
    for (std::size_t i = 0; i < least; ++i) {
      if (layers_[tops_[i]]->covers_by_itself(at)) least = i;
    }
    known.emplace(at, least);
    ways_->covered_bytes += at.size() + kKeptBytes;
  }
  return least;
}

std::optional<Place> Stack::find(std::string_view path) const {
  bool folder = false;
  const auto covered = path.empty() ? tops_.size() : covered_at(base::folder_of(path));
  for (std::size_t i = 0; i < tops_.size(); ++i) {
    const auto& layer = *layers_[tops_[i]];
    if (const Entry* entry = layer.find(path)) {
      if (folder && is_hidden_by_folder(*entry)) return std::nullopt;
      return Place{tops_[i], entry};
    }
    if (i == covered || layer.removes(path)) return std::nullopt;
    folder = folder || layer.implies_folder(path);
  }
  return std::nullopt;
}

bool Stack::shows(std::size_t layer, std::string_view path) const {
  const Entry* entry = layers_[layer]->find(path);
  if (entry == nullptr) return false;
  const auto covered = path.empty() ? tops_.size() : covered_at(base::folder_of(path));
  if (covered < tops_.size() && tops_[covered] > layer) return false;
  for (const auto number : tops_) {
    if (number <= layer) break;
    if (layers_[number]->find(path) || layers_[number]->removes(path)) return false;
    if (layers_[number]->implies_folder(path) && is_hidden_by_folder(*entry)) return false;
  }
  return true;
}

std::optional<std::string> Stack::resolve(std::string_view path) const {
  const auto folder = base::folder_of(path);
  auto way = folder.empty() ? std::optional<Way>(Way()) : way_to(folder);
  if (way) way = walk(std::move(*way), path.substr(folder.empty() ? 0 : folder.size() + 1), 0);
  if (!way || way->end_missing) return std::nullopt;
  return std::move(way->path);
}

// Many names lie in one folder.
std::optional<Stack::Way> Stack::way_to(std::string_view folder) const {
  {
    const std::lock_guard lock(ways_->mutex);
    if (const auto known = ways_->to.find(folder); known != ways_->to.end()) return known->second;
  }
  auto way = walk({}, folder, 0);
  const std::lock_guard lock(ways_->mutex);
  if (ways_->keep(folder.size() + (way ? way->path.size() : 0))) ways_->to.emplace(folder, way);
  return way;
}

// A folder may have no entry of its own in any layer, only files below it: only where the way ends, something
// must be there.
std::optional<Stack::Way> Stack::walk(Way way, std::string_view path, int depth) const {
  way.end_missing = false;
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
  auto way = walk({.path = target.starts_with('/') ? std::string() : folder}, target, depth + 1);
  if (!way) return way;
  const std::lock_guard lock(ways_->mutex);
  if (ways_->keep(link.size() + way->path.size())) ways_->of.emplace(link, *way);
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
