#include "advisory/sqlite.h"

#include <sqlite3.h>

#include "advisory/sealed_vfs.h"

namespace pratique::advisory {

namespace {

constexpr const char* kRebuild = "build it anew with: pratique db update (or db build --feeds DIR, db pull)";

// A failed read of a sealed file says more than SQLite's code for it.
Error error_of(sqlite3* database, std::string_view doing) {
  if (database == nullptr) return {.kind = ErrorKind::kIo, .what = std::string(doing) + ": out of memory"};
  const auto* name = sqlite3_db_filename(database, "main");
  Error error{.kind = ErrorKind::kInvalid,
              .what = std::string(doing) + ": " + sqlite3_errmsg(database),
              .where = {.file = name == nullptr ? "" : name}};
  if (auto failure = read_failure(database); !failure.empty()) {
    error.what = std::move(failure);
    error.hint = kRebuild;
  }
  return error;
}

// Small: most pages are visited once, and new memory for a page costs more than to read one again (decision 0060).
constexpr int kCacheKiB = 1024;

// SQLite counts all memory that it takes, behind one lock for all connections; nobody asks for the figure. And it
// takes the pages that it keeps one by one, for which a thread other than the first asks the system each time
// (glibc grows their heaps by what is wanted): one piece for all, of which only what is used becomes memory.
void set_up() {
  static const bool done = [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, -kCacheKiB);
    return true;
  }();
  (void)done;
}

}  // namespace

void SqlStatement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Connection::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
Connection::Connection(sqlite3* database, std::unique_ptr<SealedVfs> vfs)
    : vfs_(std::move(vfs)), database_(database) {}
Connection::Connection(Connection&&) noexcept = default;
Connection::~Connection() = default;

void SqlStatement::bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_.get(), index, value); }

// A null pointer would bind NULL, which equals nothing.
void SqlStatement::bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), index, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
}

void SqlStatement::bind_blob(int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), index, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                      SQLITE_STATIC);
}

// SQLITE_CORRUPT and the like become errors here: a damaged file is found out when it is read, not when it is
// opened.
Result<bool> SqlStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return tl::unexpected(error_of(sqlite3_db_handle(statement_.get()), "SQLite"));
}

void SqlStatement::reset() { sqlite3_reset(statement_.get()); }

Result<void> SqlStatement::run() {
  const auto done = step();
  reset();
  if (!done) return tl::unexpected(done.error());
  return {};
}

std::int64_t SqlStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view SqlStatement::text(int column) const { return base::as_text(blob(column)); }

base::Bytes SqlStatement::blob(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return data == nullptr ? base::Bytes() : base::Bytes(data, size);
}

Result<Connection> Connection::open_sealed(const std::string& path) {
  PQ_TRY(auto file, SealedFile::open(path));
  return open(std::move(file), path);
}

Result<Connection> Connection::twin() const {
  const char* name = sqlite3_db_filename(database_.get(), "main");
  return open(vfs_->file(), name == nullptr ? "" : name);
}

// Not cell_size_check: it checks whole pages at every visit, which nearly doubles the cost of a look-up, and
// the pages are those that we wrote. A foreign file's schema must not be able to run anything
// (https://www.sqlite.org/security.html).
Result<Connection> Connection::open(SealedFile file, const std::string& name) {
  set_up();
  auto vfs = std::make_unique<SealedVfs>(std::move(file));
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags, vfs->name());
  Connection connection(raw, std::move(vfs));
  if (code != SQLITE_OK) return tl::unexpected(error_of(raw, "SQLite"));
  const auto settings =
      "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-" + std::to_string(kCacheKiB);
  PQ_CHECK(connection.execute(settings.c_str()));
  return connection;
}

// Journal and syncing protect a file that others read while it is written; this one has no name yet.
Result<Connection> Connection::create(const std::string& path) {
  set_up();
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Connection connection(raw, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error_of(raw, "SQLite"));
  PQ_CHECK(
      connection.execute("PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; "
                         "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-16384"));
  return connection;
}

Result<Connection> Connection::open_shared(const std::string& path) {
  constexpr int kPatience = 10'000;  // milliseconds
  set_up();
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Connection connection(raw, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error_of(raw, "SQLite").in(path));
  sqlite3_busy_timeout(raw, kPatience);
  // What a stranger put into the file's schema is not run.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return connection;
}

Result<void> Connection::execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return tl::unexpected(error_of(database_.get(), "SQLite"));
}

Result<SqlStatement> Connection::prepare(std::string_view sql) const {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error_of(database_.get(), "SQLite"));
  return SqlStatement(raw);
}

}  // namespace pratique::advisory
