// Package managers whose database is a folder for each package, with a file for each kind of fact: portage, pacman. One of
// these files is the package's own record, the others stand beside it.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "extract/os/common/package_db.h"

namespace pratique::extract::os {

// The files beside the packages' own records, by their paths; views into `files`, which must outlive it.
class FilesBeside {
 public:
  explicit FilesBeside(const std::vector<Found>& files);
  // nullptr: there is none, or it could not be read.
  const Found* find(std::string_view folder, std::string_view name) const;

 private:
  std::unordered_map<std::string_view, const Found*, base::TextHash> files_;
};

// KnownPath::root of a path in such a database; nothing: it is none.
using RootOf = std::function<std::optional<std::string_view>(std::string_view path)>;

// The record of each package that is there; where the image's own root has none left at all, each as a lower layer had it
// last. Sorted by path.
std::vector<Chosen> choose_folders(const Records& records, const RootOf& root_of);

// Who needs whom among packages whose facts stand in a file or folder each, root by root.
class FolderRelations {
 public:
  explicit FolderRelations(const ResolverRules& rules) : rules_(rules) {}

  // Adds a package, which stands at `number` of the assembly (nothing: it was left out), and gives the resolver of its root,
  // to be told what it offers and needs.
  Resolver& add(const std::string& root, std::string_view name, std::string_view version,
                std::optional<std::uint32_t> number);
  // Adds the edges.
  void finish(Reporter& reporter, Assembly& out);

 private:
  struct Root {
    Resolver resolver;
    std::vector<std::optional<std::uint32_t>> where;
  };
  const ResolverRules rules_;
  std::map<std::string, Root> roots_;
};

// A record that lists the files of one package: paths without leading slashes and without those that end in one, at most
// 200,000 of at most 4,096 bytes; a note tells of more.
Record file_list_of(const std::vector<std::string_view>& paths);

}  // namespace pratique::extract::os
