// The few calls of SQLite that the advisory database needs, as Results. Statements keep a pointer to their
// connection, which must outlive them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/byte_reader.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pratique::advisory {

class SealedFile;
class SealedVfs;

class SqlStatement {
 public:
  SqlStatement() = default;
  explicit SqlStatement(sqlite3_stmt* statement) : statement_(statement) {}

  // Parameters are numbered from 1. Text and blobs must live until the next reset().
  void bind(int index, std::int64_t value);
  void bind(int index, std::string_view text);
  void bind_blob(int index, std::string_view bytes);

  // True: a row is there.
  Result<bool> step();
  void reset();
  // One row written or one change made: step() and reset().
  Result<void> run();

  std::int64_t integer(int column) const;
  // Valid until the next step() or reset().
  std::string_view text(int column) const;
  base::Bytes blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Connection {
 public:
  // An existing file with its seal (seal.h), never written: no locks, no journal looked for. Every page is
  // checked when it is read; an error names the file and the page.
  static Result<Connection> open_sealed(const std::string& path);
  // Another connection to the file that this one reads, sealed too, for use by another thread.
  Result<Connection> twin() const;
  // A new file that only we write: no journal, no syncing, page size 4096.
  static Result<Connection> create(const std::string& path);

  // A file that several programs read and write at a time; made where there is none. Whoever finds it locked waits for ten
  // seconds. Not sealed: for what the user keeps, not for what was published.
  static Result<Connection> open_shared(const std::string& path);

  Connection(Connection&&) noexcept;
  // The file would go before its connection.
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  Result<void> execute(const char* sql);
  Result<SqlStatement> prepare(std::string_view sql) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Connection(sqlite3* database, std::unique_ptr<SealedVfs> vfs);
  static Result<Connection> open(SealedFile file, const std::string& name);
  // Before the connection that reads through it; none for a new file.
  std::unique_ptr<SealedVfs> vfs_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace pratique::advisory
