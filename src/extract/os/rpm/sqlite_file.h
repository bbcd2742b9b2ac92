// Tables of an SQLite 3 database that lies in memory (sqlite.org/fileformat2.html), to be read row by row.
//
// Why not the library: what reads files of an image runs in the cage (docs/decisions/0021), and SQLite is a
// store: it opens files, runs the statements that a database brings (views, triggers, generated columns), and
// has to be told one by one what not to do. Of all that only the tree of one table is needed here.
//
// Nothing is trusted: a page is read once, a row is handed out only when all of it lies in the file, and all
// rows together are no longer than the file (and its log).
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/byte_reader.h"
#include "extract/os/rpm/backend.h"
#include "extract/os/rpm/sqlite_log.h"

namespace pratique::extract::os {

// A value of a row, §2.1 "Record Format".
struct SqliteValue {
  enum class Kind { kNull, kNumber, kText, kBlob };
  Kind kind = Kind::kNull;
  // Of a text or blob.
  base::Bytes bytes;
  // Of a whole number; a real one is 0.
  std::int64_t number = 0;
};
// Column `index` of a row; kNull when the row has fewer, as after ALTER TABLE.
Result<SqliteValue> column(base::Bytes row, std::size_t index);

class SqliteFile {
 public:
  // `bytes` and `log` must outlive this; pages of the log stand for those of the file, which may then be empty.
  // Errors: kInvalid, no SQLite file, or a log of another one; kUnsupported, a text encoding other than UTF-8 or a
  // newer file format.
  static Result<SqliteFile> open(base::Bytes bytes, const SqliteLog* log = nullptr);

  // Called with each row in the order of the tree; the bytes live only during the call.
  using RowSink = std::function<void(base::Bytes)>;
  // The rows of the table whose tree starts at page `root`, 1-based; 1 is the schema. An error when nothing of
  // the tree can be read, or when rows are longer than the file; a damaged page or row is a problem, and
  // reading goes on with the next.
  Result<void> each_row(std::uint64_t root, const RowSink& sink, Problems& problems);
  // The same with the row's own number: a column "id INTEGER PRIMARY KEY" is that, and null in the row (§2.3).
  using KeyedRowSink = std::function<void(std::uint64_t key, base::Bytes row)>;
  Result<void> each_keyed_row(std::uint64_t root, const KeyedRowSink& sink, Problems& problems);

  // Less than the header promises: it was cut off.
  bool is_cut() const { return cut_; }

 private:
  struct Page {
    base::Bytes bytes;
    std::uint64_t offset = 0;
    // Where its header starts: 100 on page 1.
    std::uint64_t header = 0;
    std::uint8_t type = 0;
    std::uint16_t cells = 0;
  };
  SqliteFile(base::Bytes bytes, const SqliteLog* log)
      : bytes_(bytes), log_(log), size_(bytes.size() + (log == nullptr ? 0 : log->size())) {}
  Result<base::Bytes> take_page(std::uint64_t number);
  Result<Page> tree_page(std::uint64_t number);
  Result<std::uint16_t> cell(const Page& page, std::uint64_t index) const;
  Result<std::vector<std::uint64_t>> children(const Page& page) const;
  Result<void> leaf(const Page& page, const KeyedRowSink& sink, Problems& problems);
  Result<void> row(const Page& page, std::uint64_t at, const KeyedRowSink& sink);
  Result<base::Bytes> payload(base::ByteReader& reader, std::uint64_t size);

  base::Bytes bytes_;
  const SqliteLog* log_;
  // Of file and log together: no rows are longer.
  std::uint64_t size_;
  std::uint64_t page_size_ = 0, usable_ = 0, pages_ = 0;
  bool cut_ = false;
  // Pages that were read already: of the file, and of the log behind its end.
  std::vector<bool> seen_;
  std::set<std::uint64_t> seen_behind_;
  // Bytes of all rows so far.
  std::uint64_t total_ = 0;
  // Of a row that lies in several pages.
  std::string joined_;
};

}  // namespace pratique::extract::os
