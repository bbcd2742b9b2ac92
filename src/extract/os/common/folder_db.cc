#include "extract/os/common/folder_db.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

using Packages = std::map<std::string_view, FolderPackage>;  // by folder

void add(const Found& found, bool removed, std::string_view database, std::string_view main,
         Packages& packages) {
  const auto place = in_database(found.path, database);
  if (place.rest.empty() || found.record == nullptr) return;
  // A payload that was deleted is no database that was emptied.
  if (removed && !place.root.empty()) return;
  auto& package = packages[base::folder_of(found.path)];
  const auto name = base::base_name(found.path);
  auto& file = package.files[name];
  if (file != nullptr && file->layer_index > found.layer_index) return;
  file = &found;
  if (name == main && !found.record->components.empty())
    package.chosen = {.found = &found, .removed = removed, .root = std::string(place.root)};
}

bool is_of_image(const Packages::value_type& each) {
  return each.second.chosen.found != nullptr && each.second.chosen.root.empty();
}

}  // namespace

InDatabase in_database(std::string_view path, std::string_view database) {
  for (auto at = path.find(database); at != std::string_view::npos; at = path.find(database, at + 1)) {
    const auto end = at + database.size();
    if ((at == 0 || path[at - 1] == '/') && end < path.size() && path[end] == '/')
      return {.root = path.substr(0, at), .rest = path.substr(end + 1)};
  }
  return {};
}

const Record* FolderPackage::record(std::string_view name) const {
  const auto at = files.find(name);
  return at == files.end() ? nullptr : at->second->record;
}

Reporter::Files FolderPackage::file_list(std::string_view name) const {
  const auto* list = record(name);
  if (list == nullptr || list->kind != RecordKind::kFileList) return {};
  return {.paths = list->database->paths,
          .layer = files.find(name)->second->layer,
          .digests = &list->database->digests};
}

std::vector<FolderPackage> folder_packages(const Records& records, std::string_view database,
                                           std::string_view main) {
  Packages packages;
  for (const auto& found : records.present) add(found, false, database, main, packages);
  if (std::none_of(packages.begin(), packages.end(), is_of_image)) {
    for (const auto& found : records.removed) add(found, true, database, main, packages);
  }
  std::vector<FolderPackage> list;
  for (auto& [folder, package] : packages) {
    if (package.chosen.found != nullptr) list.push_back(std::move(package));
  }
  return list;
}

}  // namespace pratique::extract::os
