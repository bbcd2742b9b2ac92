// rpm's SQLite store: table Packages(hnum INTEGER PRIMARY KEY, blob BLOB). Read from a copy in memory, with
// everything switched off that a database file could use to run more than this one query
// (sqlite.org/security.html).
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "base/text.h"
#include "extract/os/rpm/backend.h"

namespace pratique::extract::os {

namespace {

using base::Bytes;

// File format, bytes 18 and 19: 2 asks for a write-ahead log, which a database in memory cannot have; 1 is
// without. rpm leaves the log empty when it closes, so what the file holds is the whole.
constexpr std::size_t kWriteVersion = 18, kReadVersion = 19, kHeaderSize = 100;
constexpr int kStepsPerCheck = 10'000;
constexpr int kMaxChecks =
    5'000;  // × kStepsPerCheck virtual machine steps: some 20 for each package, so plenty

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

tl::unexpected<Error> failed(sqlite3* database) {
  const auto kind = sqlite3_errcode(database) == SQLITE_TOOBIG ? ErrorKind::kLimit : ErrorKind::kInvalid;
  return base::fail(kind, std::string("SQLite: ") + sqlite3_errmsg(database));
}

// Only reading columns of the table and of the schema; no functions, views with a will of their own, or
// pragmas.
int authorize(void*, int action, const char* table, const char*, const char*, const char* inner) {
  if (inner != nullptr) return SQLITE_DENY;
  if (action == SQLITE_SELECT) return SQLITE_OK;
  if (action != SQLITE_READ || table == nullptr) return SQLITE_DENY;
  const bool known = std::strcmp(table, "Packages") == 0 || std::strcmp(table, "sqlite_master") == 0;
  return known ? SQLITE_OK : SQLITE_DENY;
}

// Called by SQLite every kStepsPerCheck steps; anything but 0 interrupts the query.
int count_down(void* remaining) { return --*static_cast<int*>(remaining) < 0; }

Result<Database> open(Bytes file) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(
      ":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(raw);
  if (opened != SQLITE_OK) return base::fail(ErrorKind::kIo, "SQLite cannot open a database in memory");
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_exec(raw, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-256", nullptr, nullptr,
               nullptr);
  // No value can be longer than the file that holds it: stops cyclic overflow pages and zeroblob().
  sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, static_cast<int>(std::min<std::uint64_t>(file.size(), 1u << 30)));
  sqlite3_limit(raw, SQLITE_LIMIT_ATTACHED, 0);

  auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(file.size()));
  if (copy == nullptr) return base::over_limit("no memory for a copy of the database");
  std::memcpy(copy, file.data(), file.size());
  copy[kWriteVersion] = copy[kReadVersion] = 1;
  // SQLite frees the copy, even when this fails.
  const auto size = static_cast<sqlite3_int64>(file.size());
  const auto flags = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY;
  if (sqlite3_deserialize(raw, "main", copy, size, size, flags) != SQLITE_OK) return failed(raw);
  sqlite3_set_authorizer(raw, authorize, nullptr);
  return database;
}

Result<Statement> prepare(sqlite3* database, const char* query) {
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v2(database, query, -1, &raw, nullptr);
  Statement statement(raw);
  if (prepared != SQLITE_OK) return failed(database);
  return statement;
}

std::string_view text_of(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  const auto size = sqlite3_column_bytes(statement, column);
  return text == nullptr ? std::string_view() : std::string_view(text, static_cast<std::size_t>(size));
}

// Packages must be an ordinary table: a view or virtual table would run the file's own SQL or a module's
// code.
Result<void> check_table(sqlite3* database) {
  PQ_TRY(const auto statement, prepare(database, "SELECT sql FROM sqlite_master WHERE name='Packages'"));
  bool found = false;
  for (int step = sqlite3_step(statement.get()); step != SQLITE_DONE; step = sqlite3_step(statement.get())) {
    if (step != SQLITE_ROW) return failed(database);
    const auto sql = text_of(statement.get(), 0);
    if (found || !base::equals_ignoring_case(sql.substr(0, 13), "create table ")) {
      return base::invalid("SQLite database whose Packages is no ordinary table");
    }
    found = true;
  }
  if (!found) return base::invalid("SQLite database without a table Packages");
  return {};
}

}  // namespace

Result<void> read_sqlite(Bytes file, const BlobSink& sink, Problems& problems) {
  if (file.size() < kHeaderSize) return base::invalid_at(file.size(), "SQLite file ends in its header");
  PQ_TRY(const auto database, open(file));
  int remaining = kMaxChecks;
  sqlite3_progress_handler(database.get(), kStepsPerCheck, count_down, &remaining);
  PQ_CHECK(check_table(database.get()));
  // NOT INDEXED: a crafted index could answer instead of the table.
  PQ_TRY(const auto statement, prepare(database.get(), "SELECT blob FROM Packages NOT INDEXED"));

  std::uint64_t total = 0;
  for (;;) {
    const int step = sqlite3_step(statement.get());
    if (step == SQLITE_DONE) return {};
    // A damaged page ends the walk through the tree; the rows before it are good.
    if (step != SQLITE_ROW) {
      problems.add(failed(database.get()).value());
      return {};
    }
    // The real type, before SQLite converts: numbers would become text.
    const int type = sqlite3_column_type(statement.get(), 0);
    if (type != SQLITE_BLOB && type != SQLITE_TEXT) {
      problems.add({.what = "package row that is no blob"});
      continue;
    }
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement.get(), 0));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), 0));
    total += size;
    // Each row has its own pages in a sound file.
    if (total > file.size()) return base::invalid("SQLite rows are longer than the file");
    if (data != nullptr) sink({data, size});
  }
}

}  // namespace pratique::extract::os
