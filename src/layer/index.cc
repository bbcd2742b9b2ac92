#include "layer/index.h"

#include <algorithm>

#include "base/text.h"
#include "layer/path.h"

namespace pratique::layer {

LayerIndex::Asked LayerIndex::asked(std::string_view path) const {
  const std::uint64_t hash = base::TextHash()(path);
  return {path, static_cast<std::uint32_t>(hash ^ hash >> 32), entries_};
}

std::size_t LayerIndex::add(const Entry& entry) {
  const auto number = entries_.size();
  const auto name = asked(entry.path);
  const auto before = by_path_.find(name);
  const bool is_new = before == by_path_.end();
  Entry own = entry;
  own.path = is_new ? arena_.copy(entry.path) : entries_[before->number].path;
  own.target = arena_.copy(entry.target);
  entries_.push_back(own);
  if (entry.type == EntryType::kSymlink || entry.type == EntryType::kHardlink)
    links_.push_back(static_cast<std::uint32_t>(number));
  // Before the name counts as this entry's: a link to itself is a link to what had the name.
  if (own.type == EntryType::kHardlink) bind(number, own.target);
  if (is_new) {
    by_path_.insert(Slot{name.hash, static_cast<std::uint32_t>(number)});
  } else {
    before->number = static_cast<std::uint32_t>(number);
  }
  if (const auto folder = base::folder_of(own.path); folder != last_folder_) {
    last_folder_ = folder;
    imply_folders(folder);
  }
  return number;
}

// Most entries have the owner of the one before.
std::uint16_t LayerIndex::owner_number(const Owner& owner) {
  if (owner == Owner{}) return 0;
  const auto last = entries_.empty() ? std::uint16_t{0} : entries_.back().owner;
  if (owners_[last] == owner) return last;
  constexpr std::size_t kMost = UINT16_MAX;
  const bool full = owners_.size() == kMost;
  const auto& kept = full ? kUnknownOwner : owner;
  const auto key = std::uint64_t{kept.uid} << 32 | kept.gid;
  const auto [at, is_new] = owner_numbers_.try_emplace(key, static_cast<std::uint16_t>(owners_.size()));
  if (is_new) owners_.push_back(kept);
  return at->second;
}

void LayerIndex::add_capability(std::string_view value) {
  if (entries_.empty() || value.empty()) return;
  capabilities_.push_back(
      {static_cast<std::uint32_t>(entries_.size() - 1), arena_.copy(value.substr(0, kMaxCapability))});
}

std::string_view LayerIndex::capability_of(std::size_t number) const {
  const auto found = std::ranges::lower_bound(capabilities_, number, {}, &Capability::number);
  return found != capabilities_.end() && found->number == number ? found->value : std::string_view();
}

void LayerIndex::bind(std::size_t number, std::string_view target) {
  std::string memory;
  const auto path = clean_path(target, memory);
  auto& bound = bound_[number];
  if (!path || path->empty()) return;
  const auto* first = find(*path);
  if (first == nullptr) {
    bound.below = path->data() == memory.data() ? arena_.copy(*path) : *path;
    return;
  }
  if (first->type != EntryType::kHardlink) {
    bound.entry = number_of(first);
  } else {
    bound = bound_.find(number_of(first))->second;
  }
}

LayerIndex::Bound LayerIndex::bound(std::size_t number) const {
  const auto found = bound_.find(number);
  return found == bound_.end() ? Bound{} : found->second;
}

// Stops at the first one that is known: those above it are, too.
void LayerIndex::imply_folders(std::string_view folder) {
  for (; !folder.empty() && find(folder) == nullptr; folder = base::folder_of(folder)) {
    if (!implied_.insert(folder).second) return;
  }
}

const Entry* LayerIndex::find(std::string_view path) const {
  const auto found = by_path_.find(asked(path));
  return found == by_path_.end() ? nullptr : &entries_[found->number];
}

std::vector<std::string_view> LayerIndex::sorted(const Paths& paths) {
  std::vector<std::string_view> all(paths.begin(), paths.end());
  std::sort(all.begin(), all.end());
  return all;
}

// All else follows from these.
bool LayerIndex::operator==(const LayerIndex& other) const {
  return entries_ == other.entries_ && owners_ == other.owners_ && capabilities_ == other.capabilities_ &&
         whiteouts_ == other.whiteouts_ && opaques_ == other.opaques_;
}

bool LayerIndex::covers(std::string_view folder) const {
  if (opaques_.contains(folder) || (!folder.empty() && whiteouts_.contains(folder))) return true;
  const Entry* entry = find(folder);
  return entry != nullptr && entry->type != EntryType::kFolder;
}

}  // namespace pratique::layer
