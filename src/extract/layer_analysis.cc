#include "extract/layer_analysis.h"

#include <algorithm>

namespace pratique::extract {

namespace {

template <class One>
std::vector<const One*> by_entry(const std::vector<One>& all) {
  std::vector<const One*> sorted;
  sorted.reserve(all.size());
  for (const auto& one : all) sorted.push_back(&one);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto* a, const auto* b) { return a->entry < b->entry; });
  return sorted;
}

template <class One>
std::span<const One* const> range_of(const std::vector<const One*>& sorted, std::size_t entry) {
  const auto begin =
      std::partition_point(sorted.begin(), sorted.end(), [&](const auto* one) { return one->entry < entry; });
  const auto end =
      std::partition_point(begin, sorted.end(), [&](const auto* one) { return one->entry == entry; });
  return {begin, end};
}

}  // namespace

ItemIndex::ItemIndex(const LayerAnalysis& analysis)
    : analysis_(&analysis), items_(by_entry(analysis.items)), failures_(by_entry(analysis.failures)) {}

std::span<const Item* const> ItemIndex::of(std::size_t entry) const { return range_of(items_, entry); }

const Item* ItemIndex::find(std::size_t entry, std::size_t extractor) const {
  const auto all = of(entry);
  const auto found = std::ranges::find(all, extractor, &Item::extractor);
  return found == all.end() ? nullptr : *found;
}

std::span<const Failure* const> ItemIndex::failures_of(std::size_t entry) const {
  return range_of(failures_, entry);
}

bool ItemIndex::is_pending(std::size_t entry, std::size_t extractor) const {
  const auto pending = analysis_->pending.find(entry);
  return pending != analysis_->pending.end() &&
         std::ranges::find(pending->second.extractors, extractor) != pending->second.extractors.end();
}

}  // namespace pratique::extract
