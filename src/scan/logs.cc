#include "scan/logs.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

namespace pratique::scan {

namespace {

using extract::Item;

struct Log {
  std::string path;
  const Item* item;
  ImageFile file;
};

bool is_log(const Item& item) {
  return item.record.kind == extract::RecordKind::kLog && !item.record.database->log.empty();
}

// Each log that shows, under each name that it has.
std::vector<Log> logs_of(const ImageView& view, const Names& names) {
  std::vector<Log> logs;
  std::map<std::tuple<std::size_t, std::size_t, std::size_t, std::string_view>, const Item*> made;
  for (std::size_t position = 0; position < view.positions().size(); ++position) {
    const auto layer = view.positions()[position];
    const auto look = [&](std::string_view as, const Item& item) {
      if (!is_log(item)) return;
      made.insert_or_assign({layer, item.entry, item.extractor, as}, &item);
      const ImageFile file{position, layer, item.entry};
      const auto& entry = view.entry(file);
      if (as.empty() && view.shows(position, entry)) logs.push_back({std::string(entry.path), &item, file});
    };
    for (const auto& item : view.layers()[layer].analysis->items) look("", item);
    for (const auto& [as, item] : names.further[layer].items) look(as, item);
  }
  if (made.empty()) return logs;
  for (const auto& name : names.names) {
    const auto found = made.find({name.file.layer, name.file.entry, name.extractor, name.as});
    if (found != made.end()) logs.push_back({name.path, found->second, name.file});
  }
  return logs;
}

// The name that the file's record is made under, when the extractor reads it at `path`.
const std::string* name_of_record(const ImageView& view, const Names& names, const ImageFile& file,
                                  std::size_t extractor, std::string_view path) {
  static const std::string kOwn;
  if (view.entry(file).path == path) return &kOwn;
  const auto found = std::ranges::find_if(
      names.names, [&](const auto& name) { return name.extractor == extractor && name.path == path; });
  return found == names.names.end() ? nullptr : &found->as;
}

}  // namespace

bool settle_logs(const ImageView& view, const extract::Catalogue& catalogue, base::Meter& meter,
                 Names& names) {
  std::set<std::tuple<std::size_t, std::size_t, std::size_t, std::string>> settled;
  for (const auto& log : logs_of(view, names)) {
    const auto extractor = log.item->extractor;
    const auto path = catalogue[extractor].logged_file(log.path);
    const auto file = path.empty() ? std::nullopt : view.file(path);
    const auto* as = file ? name_of_record(view, names, *file, extractor, path) : nullptr;
    if (as == nullptr) {
      names.notes.push_back({.code = "unreadable",
                             .message = "changes of a package database that is not there",
                             .file = log.path,
                             .layer = view.at(log.file.position).diff_id,
                             .incomplete = true});
      continue;
    }
    const auto& bytes = log.item->record.database->log;
    if (settled.contains({file->layer, file->entry, extractor, *as})) continue;
    if (!meter.charge(base::Account::kRecords, bytes.size(), log.path)) continue;
    settled.insert({file->layer, file->entry, extractor, *as});
    auto& pending = names.further[file->layer].pending[file->entry];
    pending.wanting.push_back({extractor, *as, std::make_shared<const std::string>(bytes)});
    pending.ranges.push_back({0, std::min(view.entry(*file).size, extract::kMaxFileBytes)});
  }
  return !settled.empty();
}

}  // namespace pratique::scan
