// The user's cache folder, and where the advisory database lies.
#pragma once

#include <string>

#include "base/result.h"

namespace pratique::app {

// The user's cache folder: $XDG_CACHE_HOME/pratique, else ~/.cache/pratique (both must be absolute: XDG Base
// Directory Specification). "" when there is none: no HOME, or "/", which services have.
std::string cache_folder();

struct DatabasePath {
  std::string path;
  // Why it is not in the user's cache folder; empty when it is, or when $PRATIQUE_DB names it.
  std::string note;
};

// $PRATIQUE_DB; else advisories.db in the user's cache folder. Where there is no such folder and none can be
// made (no HOME, a read-only one), a folder for this user alone below $TMPDIR or /tmp. Errors: kIo when that folder is not this user's alone. Makes nothing.
Result<DatabasePath> database_path();

// Makes the folder of a database, the one below /tmp for this user alone.
Result<void> make_folder_of(const DatabasePath& place);

// Where the shards of that database's feeds are kept for its next build (advisory/shard_store.h): a file in the
// user's cache folder. Empty where there is no such folder. Removes there those of databases that are gone.
std::string shards_place(const std::string& database);

}  // namespace pratique::app
