// The write-ahead log of an SQLite database, NAME-wal (sqlite.org/fileformat2.html §4; sqlite.org/wal.html): pages
// that transactions wrote and that are not in the database file yet, since nobody closed it properly.
//
// Only frames that SQLite itself would take count: those of the log's own generation (its salts), whose checksums
// hold from the first one on, up to the last that commits a transaction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/byte_reader.h"

namespace pratique::extract::os {

class SqliteLog {
 public:
  // `bytes` must outlive this; linear in their number. kInvalid: no log, or its header is damaged.
  static Result<SqliteLog> open(base::Bytes bytes);

  std::uint64_t page_size() const { return page_size_; }
  // Pages of the database after the last transaction.
  std::uint64_t database_pages() const { return database_pages_; }
  // The newest content of page `number`, 1-based; nothing when it is as in the file.
  std::optional<base::Bytes> page(std::uint64_t number) const;
  // No transaction was committed: the database file is the whole.
  bool empty() const { return pages_.empty(); }
  // Bytes from the log's start to the end of the last frame that counts.
  std::uint64_t size() const { return size_; }
  // Behind the frames that count stands a commit of the same generation: what it brought cannot be read.
  bool is_damaged() const { return damaged_; }

 private:
  std::map<std::uint64_t, base::Bytes> pages_;
  std::uint64_t page_size_ = 0, database_pages_ = 0, size_ = 0;
  bool damaged_ = false;
};

}  // namespace pratique::extract::os
