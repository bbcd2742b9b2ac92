// Package databases that give each package a folder of its own: Portage's var/db/pkg/CATEGORY/NAME-VERSION/, pacman's
// var/lib/pacman/local/NAME-VERSION/. Each file there is a record; here they are put together again.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extract/os/common/package_db.h"

namespace pratique::extract::os {

// The part of a path below `database` ("var/db/pkg"), which lies at the root or in a folder that is taken for one ("srv/jail/");
// empty: it does not lie there.
struct InDatabase {
  std::string_view root, rest;
};
InDatabase in_database(std::string_view path, std::string_view database);

struct FolderPackage {
  // Of its main file.
  Chosen chosen;
  // The other files of its folder by name; of a removed database those that were removed with it.
  std::map<std::string_view, const Found*> files;
  // nullptr: there is none, or it could not be read.
  const Record* record(std::string_view name) const;
  // The list of its files, of the file `name`.
  Reporter::Files file_list(std::string_view name) const;
};

// A package for each folder with a file `main` that could be read. Where the image itself has none in the final view, those
// that a later layer deleted, as they were last.
std::vector<FolderPackage> folder_packages(const Records& records, std::string_view database,
                                           std::string_view main);

}  // namespace pratique::extract::os
