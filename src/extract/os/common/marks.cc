#include "extract/os/common/marks.h"

#include <utility>

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxMark = 1024;

}  // namespace

Record marks_record(std::span<const std::string_view> marked) {
  Record record{.kind = RecordKind::kReasons};
  DatabaseFacts facts;
  std::size_t left_out = 0;
  for (const auto one : marked) {
    if (facts.marked.size() == kMaxMarks || one.size() > kMaxMark) {
      ++left_out;
    } else if (!one.empty()) {
      facts.marked.emplace_back(one);
    }
  }
  record.database.edit() = std::move(facts);
  record.database.settle();
  if (left_out > 0) {
    record.notes.push_back({.code = "limit",
                            .message = "marks of packages that are left out: " + std::to_string(left_out) +
                                       "; why these are there is not known",
                            .incomplete = false});
  }
  return record;
}

Marks::Marks(const Records& records, std::span<const std::string_view> known) {
  take(records.present, known, present_);
  take(records.removed, known, removed_);
}

// Of one root the file of the best rank, and of that (when it was removed) the newest.
void Marks::take(const std::vector<Found>& all, std::span<const std::string_view> known,
                 std::map<std::string, Candidate, std::less<>>& out) {
  for (const auto& found : all) {
    KnownPath place;
    if (found.record == nullptr || found.record->kind != RecordKind::kReasons) continue;
    if (!find_known(found.path, known, place)) continue;
    auto [it, is_new] = out.try_emplace(std::string(place.root));
    auto& best = it->second;
    const auto better = std::pair(-place.rank, found.layer_index) > std::pair(-best.rank, best.layer);
    if (!is_new && !better) continue;
    best = {.file = {.path = found.path, .marked = {}}, .rank = place.rank, .layer = found.layer_index};
    for (const auto& one : found.record->database->marked) best.file.marked.insert(one);
  }
}

const Marks::File* Marks::of(const Chosen& database) const {
  if (const auto found = present_.find(database.root); found != present_.end()) return &found->second.file;
  if (!database.removed) return nullptr;
  const auto found = removed_.find(database.root);
  return found == removed_.end() ? nullptr : &found->second.file;
}

}  // namespace pratique::extract::os
