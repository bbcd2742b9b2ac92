// dpkg's journal (lib/dpkg/dbmodify.c): while it works, dpkg writes what becomes of each package into a file of its
// own, var/lib/dpkg/updates/NNNN, and takes all of them into its database when it ends, or when it starts the next
// time. Where it was killed the journal is what is true.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extract/os/common/package_db.h"

namespace pratique::extract::os {

// Whether the path is that of an entry: digits in such a folder.
bool is_journal(std::string_view path);

// All entries for the database of one folder, each applied over those before it.
class Journal {
 public:
  // What is true of a package from then on.
  struct Change {
    // The entry; its record.
    const Found* entry = nullptr;
    // Null: the package is gone.
    const model::Component* component = nullptr;
    const RelationTexts* relations = nullptr;
    // "" of one that is gone: of any.
    std::string_view architecture;
    // It may stand beside another of its name: dpkg's "Multi-Arch: same".
    bool beside_others = false;
    bool used = false;
  };

  // `folder`: "var/lib/dpkg". `removed_since`: of entries that a later layer deleted, those from this layer on count,
  // for the database was deleted with them; negative: none.
  Journal(const Records& records, std::string_view folder, int removed_since);

  // Files that say something.
  std::size_t entries() const { return entries_; }
  // What it says of a package of the database; null: nothing. A change is used once.
  Change* find(const model::Component& component);
  // Packages that no find() has used, in the order of their names.
  std::vector<const Change*> others() const;

 private:
  void add(const Found& entry);
  void put(std::string_view name, const Change& change);

  std::size_t entries_ = 0;
  std::map<std::string_view, std::vector<Change>> changes_;
};

// Folders that have a journal and are none of `known`, sorted: their database is gone, or was never written.
std::vector<std::string> journals_without_database(const Records& records,
                                                   const std::vector<std::string>& known);

}  // namespace pratique::extract::os
