#include "extract/os/common/folder_database.h"

#include <map>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxPaths = 200'000;
constexpr std::size_t kMaxPath = 4096;

}  // namespace

FilesBeside::FilesBeside(const std::vector<Found>& files) {
  for (const auto& found : files) {
    if (found.record != nullptr && found.record->kind != RecordKind::kDatabase) files_[found.path] = &found;
  }
}

const Found* FilesBeside::find(std::string_view folder, std::string_view name) const {
  const auto at = files_.find(std::string(folder) + "/" + std::string(name));
  return at == files_.end() ? nullptr : at->second;
}

std::vector<Chosen> choose_folders(const Records& records, const RootOf& root_of) {
  std::map<std::string_view, Chosen> all;
  bool own = false;
  for (const bool removed : {false, true}) {
    if (removed && own) break;
    for (const auto& found : removed ? records.removed : records.present) {
      if (found.record == nullptr || found.record->components.empty()) continue;
      const auto root = root_of(found.path);
      if (!root || (removed && !root->empty())) continue;  // what is deleted with its root was a payload
      own = own || (!removed && root->empty());
      auto& chosen = all[found.path];
      if (chosen.found == nullptr || chosen.found->layer_index <= found.layer_index)
        chosen = {&found, removed, std::string(*root)};
    }
  }
  std::vector<Chosen> list;
  for (const auto& [path, chosen] : all) list.push_back(chosen);
  keep_shortest_roots(list, records.view);
  return list;
}

Resolver& FolderRelations::add(const std::string& root, std::string_view name, std::string_view version,
                               std::optional<std::uint32_t> number) {
  auto& own = roots_.try_emplace(root, Root{Resolver(rules_), {}}).first->second;
  own.resolver.add_package(name, version);
  own.where.push_back(number);
  return own.resolver;
}

void FolderRelations::finish(Reporter& reporter, Assembly& out) {
  for (auto& [root, own] : roots_) {
    reporter.relate(own.resolver.resolve(), own.where);
    out.edges_left_out += own.resolver.left_out();
  }
}

Record file_list_of(const std::vector<std::string_view>& paths) {
  DatabaseFacts facts;
  std::size_t count = 0;
  for (auto path : paths) {
    while (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty() || path.size() > kMaxPath || path.ends_with('/')) continue;
    if (count++ < kMaxPaths) facts.paths.push_back(path);
  }
  facts.paths.shrink();
  Record record{.kind = RecordKind::kFileList};
  record.database.edit() = std::move(facts);
  record.database.settle();
  if (count > kMaxPaths)
    record.notes.push_back({.code = "limit",
                            .message = "more than 200000 paths in one file list: the rest was not read",
                            .incomplete = true});
  return record;
}

}  // namespace pratique::extract::os
