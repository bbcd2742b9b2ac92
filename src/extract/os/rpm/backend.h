// The three stores of an rpm database, behind one interface: each gives the header blobs of the installed
// packages.
//
// All three read from memory and never trust a length: a blob is handed out only when it lies in the file,
// and all blobs together are no longer than the file, so that a crafted database costs no more than its size.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/byte_reader.h"

namespace pratique::extract::os {

// Called once a package. The bytes live only during the call.
using BlobSink = std::function<void(base::Bytes)>;

// Parts of a database that could not be read, while others could.
class Problems {
 public:
  void add(Error error) {
    if (count_++ == 0) first_ = std::move(error);
  }
  std::uint64_t count() const { return count_; }
  const Error& first() const { return first_; }

 private:
  std::uint64_t count_ = 0;
  Error first_;
};

// Each returns an error when the file as a whole is not one of its kind; a damaged part becomes a problem,
// and reading goes on behind it where the format allows.

// BerkeleyDB hash table `Packages` (rpm to 4.15; RHEL 8 and before), of either byte order.
Result<void> read_bdb(base::Bytes file, const BlobSink& sink, Problems& problems);
// rpm's own store `Packages.db` (SUSE).
Result<void> read_ndb(base::Bytes file, const BlobSink& sink, Problems& problems);
// `rpmdb.sqlite` (Fedora, RHEL 9).
Result<void> read_sqlite(base::Bytes file, const BlobSink& sink, Problems& problems);
// The same with the log `rpmdb.sqlite-wal`: as its last transaction left it.
Result<void> read_logged_sqlite(base::Bytes file, base::Bytes log, const BlobSink& sink, Problems& problems);

// The backend that the first bytes tell.
enum class Backend { kNone, kBdb, kNdb, kSqlite };
Backend backend_of(base::Bytes file);

}  // namespace pratique::extract::os
