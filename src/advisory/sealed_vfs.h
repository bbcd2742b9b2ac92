// SQLite's door to a SealedFile: a file system of one file (https://www.sqlite.org/vfs.html), read-only and
// immutable, that hands SQLite only bytes whose checksum was right.
#pragma once

#include <memory>
#include <string>

#include "advisory/seal.h"

struct sqlite3;

namespace pratique::advisory {

// Registered with SQLite under a name of its own as long as it lives; it must outlive the connections that
// use it. Not thread-safe.
class SealedVfs {
 public:
  explicit SealedVfs(SealedFile file);
  ~SealedVfs();
  SealedVfs(const SealedVfs&) = delete;
  SealedVfs& operator=(const SealedVfs&) = delete;

  // For sqlite3_open_v2().
  const char* name() const;
  const SealedFile& file() const;

  // What SQLite's callbacks reach.
  struct State;

 private:
  std::unique_ptr<State> state_;
};

// Why the last read of a connection through a SealedVfs failed; empty when none did.
std::string read_failure(sqlite3* database);

}  // namespace pratique::advisory
