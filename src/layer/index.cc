#include "layer/index.h"

#include "base/text.h"

namespace pratique::layer {

std::size_t LayerIndex::add(const Entry& entry) {
  Entry own = entry;
  own.path = arena_.copy(entry.path);
  own.target = arena_.copy(entry.target);
  entries_.push_back(own);
  by_path_[own.path] = static_cast<std::uint32_t>(entries_.size() - 1);
  return entries_.size() - 1;
}

const Entry* LayerIndex::find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &entries_[found->second];
}

bool LayerIndex::hides(std::string_view path) const {
  if (whiteouts_.contains(path)) return true;
  while (!path.empty()) {
    path = base::folder_of(path);
    if (opaques_.contains(path) || (!path.empty() && whiteouts_.contains(path))) return true;
    const Entry* above = find(path);
    if (above && above->type != EntryType::kFolder) return true;
  }
  return false;
}

}  // namespace pratique::layer
