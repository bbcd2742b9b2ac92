// rpm's SQLite store (rpm: lib/backend/sqlite.c): table Packages(hnum INTEGER PRIMARY KEY, blob BLOB). A key
// that is the row's own number is not in the row (fileformat2.html §2.3), its place is; so the blob is the
// second column.
#include "base/text.h"
#include "extract/os/rpm/backend.h"
#include "extract/os/rpm/sqlite_file.h"
#include "extract/os/rpm/sqlite_log.h"

namespace pratique::extract::os {

namespace {

using base::Bytes;
using Kind = SqliteValue::Kind;

constexpr std::uint64_t kSchemaRoot = 1;
constexpr std::size_t kName = 1, kRoot = 3, kSql = 4;  // columns of the schema (§2.6)
constexpr std::size_t kBlob = 1;

// "(hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)": the second column is the blob.
bool has_blob_second(std::string_view sql) {
  const auto columns = base::cut(sql, "(");
  const auto second = columns ? base::cut(columns->after, ",") : std::nullopt;
  if (!second) return false;
  auto name = base::trim(second->after);
  if (!name.empty() && base::contains("\"'`[", name.substr(0, 1))) name.remove_prefix(1);
  return base::equals_ignoring_case(name.substr(0, 4), "blob") &&
         (name.size() == 4 || !(base::is_alnum(name[4]) || name[4] == '_'));
}

// Packages must be an ordinary table: a view or virtual table has no rows of its own.
Result<std::uint64_t> root_of_packages(SqliteFile& file, Problems& problems) {
  std::uint64_t root = 0;
  bool ordinary = true;
  PQ_CHECK(file.each_row(
      kSchemaRoot,
      [&](Bytes row) {
        const auto name = column(row, kName), number = column(row, kRoot), sql = column(row, kSql);
        if (!name || !number || !sql) return problems.add({.what = "damaged row of the SQLite schema"});
        if (base::as_text(name->bytes) != "Packages") return;
        const auto text = base::as_text(sql->bytes);
        ordinary = ordinary && root == 0 && number->number > 0 && has_blob_second(text) &&
                   base::equals_ignoring_case(text.substr(0, 13), "create table ");
        root = static_cast<std::uint64_t>(number->number);
      },
      problems));
  if (!ordinary) return base::invalid("SQLite database whose Packages is no ordinary table");
  if (root == 0) return base::invalid("SQLite database without a table Packages");
  return root;
}

Result<void> read(Bytes bytes, const SqliteLog* log, const BlobSink& sink, Problems& problems) {
  PQ_TRY(auto file, SqliteFile::open(bytes, log));
  if (file.is_cut()) problems.add({.what = "SQLite file is shorter than its header says"});
  PQ_TRY(const auto root, root_of_packages(file, problems));
  return file.each_row(
      root,
      [&](Bytes row) {
        const auto blob = column(row, kBlob);
        if (!blob || (blob->kind != Kind::kBlob && blob->kind != Kind::kText))
          return problems.add({.what = "package row that is no blob"});
        sink(blob->bytes);
      },
      problems);
}

}  // namespace

// rpm leaves the log empty when it closes, so that nearly always what the file holds is the whole.
Result<void> read_sqlite(Bytes bytes, const BlobSink& sink, Problems& problems) {
  return read(bytes, nullptr, sink, problems);
}

Result<void> read_logged_sqlite(Bytes bytes, Bytes log_bytes, const BlobSink& sink, Problems& problems) {
  PQ_TRY(const auto log, SqliteLog::open(log_bytes));
  return read(bytes, log.empty() ? nullptr : &log, sink, problems);
}

}  // namespace pratique::extract::os
