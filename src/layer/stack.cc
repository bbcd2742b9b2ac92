#include "layer/stack.h"

#include <algorithm>
#include <ranges>

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

// The highest of ascending positions that is lower than `below`.
static std::optional<std::size_t> highest(const std::vector<std::size_t>& positions, std::size_t below) {
  const auto after = std::lower_bound(positions.begin(), positions.end(), below);
  return after == positions.begin() ? std::nullopt : std::optional(*std::prev(after));
}

bool Stack::Ways::keep(std::size_t paths) {
  if (bytes + paths + kKeptBytes > kMaxKeptBytes) return false;
  bytes += paths + kKeptBytes;
  return true;
}

Stack::Stack(std::vector<std::shared_ptr<const LayerIndex>> layers) : layers_(std::move(layers)) {
  std::unordered_map<const LayerIndex*, std::size_t> seen;
  for (std::size_t number = layers_.size(); number-- > 0;) {
    const auto [at, is_new] = seen.try_emplace(layers_[number].get(), tops_.size());
    if (is_new) tops_.push_back(number);
    if (is_new) positions_.emplace_back();
    positions_[at->second].push_back(number);
  }
  for (auto& positions : positions_) std::reverse(positions.begin(), positions.end());
}

// A name many folders deep is asked for in every layer, and each would look at every folder above it: so it is
// kept which positions cover a folder: most folders none.
std::optional<std::size_t> Stack::covered_at(std::string_view folder, std::size_t below) const {
  const std::lock_guard lock(ways_->mutex);
  auto& known = ways_->covered;
  std::vector<std::size_t> positions;
  std::vector<std::string_view> unknown;
  for (auto at = folder;; at = base::folder_of(at)) {
    if (const auto found = known.find(at); found != known.end()) {
      if (unknown.empty()) return highest(found->second, below);
      positions = found->second;
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
    add_covering(at, positions);
    known.emplace(at, positions);
    ways_->covered_bytes += at.size() + kKeptBytes + positions.size() * sizeof(std::size_t);
  }
  return highest(positions, below);
}

// To the positions that cover what is above the folder, those of layers that do so themselves.
void Stack::add_covering(std::string_view folder, std::vector<std::size_t>& positions) const {
  const auto before = positions.size();
  for (std::size_t i = 0; i < tops_.size(); ++i) {
    if (layers_[tops_[i]]->covers(folder))
      positions.insert(positions.end(), positions_[i].begin(), positions_[i].end());
  }
  if (positions.size() == before) return;
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
}

// Of the entry at `path` in the layers at `numbers`, from the top down.
template <class Numbers>
std::optional<StackEntry> Stack::find_in(const Numbers& numbers, std::size_t below,
                                         std::string_view path) const {
  bool folder = false;  // a layer above has names below this one
  const auto covered = path.empty() ? std::nullopt : covered_at(base::folder_of(path), below);
  for (const auto number : numbers) {
    const auto& layer = *layers_[number];
    if (const Entry* entry = layer.find(path)) {
      if (folder && is_hidden_by_folder(*entry)) return std::nullopt;
      return StackEntry{number, entry};
    }
    if (number == covered || layer.removes(path)) return std::nullopt;
    folder = folder || layer.implies_folder(path);
  }
  return std::nullopt;
}

std::optional<StackEntry> Stack::find(std::string_view path) const {
  return find_in(tops_, layers_.size(), path);
}

std::optional<StackEntry> Stack::find_below(std::size_t layers, std::string_view path) const {
  if (tops_.size() == layers_.size())
    return find_in(std::views::iota(std::size_t{0}, layers) | std::views::reverse, layers, path);
  std::vector<std::size_t> numbers;
  for (const auto& positions : positions_) {
    if (const auto number = highest(positions, layers)) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end(), std::greater<>());
  return find_in(numbers, layers, path);
}

bool Stack::shows(std::size_t layer, std::string_view path) const {
  const Entry* entry = layers_[layer]->find(path);
  if (entry == nullptr) return false;
  const auto covered = path.empty() ? std::nullopt : covered_at(base::folder_of(path), layers_.size());
  if (covered > layer) return false;
  for (const auto number : tops_) {
    if (number <= layer) break;
    if (layers_[number]->find(path) || layers_[number]->removes(path)) return false;
    if (layers_[number]->implies_folder(path) && is_hidden_by_folder(*entry)) return false;
  }
  return true;
}

std::optional<Stack::Way> Stack::way_of(std::string_view path) const {
  const auto folder = base::folder_of(path);
  auto way = folder.empty() ? std::optional<Way>(Way()) : way_to(folder);
  if (!way) return way;
  return walk(std::move(*way), path.substr(folder.empty() ? 0 : folder.size() + 1), 0);
}

std::optional<std::string> Stack::resolve(std::string_view path) const {
  auto way = way_of(path);
  if (!way || way->end_missing) return std::nullopt;
  return std::move(way->path);
}

std::optional<std::string> Stack::folder(std::string_view path) const {
  auto way = way_of(path);
  if (!way) return std::nullopt;
  const auto place = find(way->path);
  if (place && place->entry->type != EntryType::kFolder) return std::nullopt;
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
  for (const auto part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      way.end_missing = false;
      way.path.resize(base::folder_of(way.path).size());
      continue;
    }
    auto next = way.path.empty() ? std::string(part) : way.path + "/" + std::string(part);
    auto place = find(next);
    if (place) place = bound(*place);  // a hard link may name a symbolic one
    if (!place || place->entry->type != EntryType::kSymlink) {
      way.end_missing = !place;
      way.path = std::move(next);
      continue;
    }
    const auto inner = through(next, way.path, place->entry->target, depth);
    if (!inner || way.hops + inner->hops >= kMaxHops) return std::nullopt;
    way = {.path = inner->path, .hops = way.hops + inner->hops + 1, .end_missing = inner->end_missing};
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
std::optional<StackEntry> Stack::bound(StackEntry place) const {
  for (int early = 0; place.entry->type == EntryType::kHardlink;) {
    const auto& layer = *layers_[place.layer];
    const auto bound = layer.bound(layer.number_of(place.entry));
    if (bound.entry) return StackEntry{place.layer, &layer.entries()[*bound.entry]};
    if (bound.below.empty()) return std::nullopt;
    auto next = find_below(place.layer, bound.below);
    if (!next) {
      const auto* later = layer.find(bound.below);
      if (later == nullptr || later == place.entry || ++early > kMaxHops) return std::nullopt;
      next = StackEntry{place.layer, later};
    }
    place = *next;
  }
  return place;
}

std::optional<StackEntry> Stack::file(std::string_view path) const {
  const auto resolved = resolve(path);
  if (!resolved) return std::nullopt;
  auto place = find(*resolved);
  if (place) place = bound(*place);
  if (!place || place->entry->type != EntryType::kFile) return std::nullopt;
  return place;
}

}  // namespace pratique::layer
