// All rows of a database as one sequence, in the order in which write.cc fills the tables: whoever writes the same
// rows in the same order has the same file, byte for byte.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/renumber.h"
#include "advisory/sqlite.h"
#include "advisory/text_pack.h"
#include "base/byte_reader.h"

namespace pratique::advisory {

enum class ColumnKind {
  kNumber,
  kText,
  kBlob,
  kOwnString,  // the row's number among strings, and what a row of another table means by kString
  kOwnRecord,  // the same of records
  kString,     // number of a string
  kRecord,     // number of a record
  kEntries,    // blobs with such numbers in them
  kFacts,
  kAssessments,
  kBody,  // packed with the database's dictionary
  kSetting,  // of the table `meta`; that of the key "dictionary" is not part of the row, for bodies need it first
};

struct TableShape {
  // Rows of tables of one group come by their first key, and of one key by the order of the tables here.
  int group;
  const char* name;
  std::vector<std::pair<const char*, ColumnKind>> columns;
  // By which rows are told apart and ordered: places in `columns`.
  std::vector<std::size_t> keys;
};
const std::vector<TableShape>& table_shapes();

// As its table has it, or plain: bodies are unpacked, own numbers and the dictionary are left out.
struct TableRow {
  // Place in table_shapes().
  std::size_t table = 0;
  struct Cell {
    std::int64_t number = 0;
    std::string text;
    bool operator==(const Cell&) const = default;
  };
  std::vector<Cell> cells;

  const TableShape& shape() const { return table_shapes()[table]; }
  int group() const { return shape().group; }
};

// -1, 0, 1; rows of other groups by their groups.
int compare_keys(const TableRow& a, const TableRow& b);
// Whether all keys have numbers that are there.
bool has_keys(const TableRow& row);
// By the columns' kinds.
void renumber(TableRow& row, const Renumbering& map);

// A plain row as bytes. The table is not in them.
void append(const TableRow& row, std::string& out);
Result<void> read_row(base::ByteReader& in, std::size_t table, TableRow& row);

// Reads the rows, the first when next() is called. Not thread-safe; the connection must outlive it.
class TableRows {
 public:
  static Result<TableRows> open(const Connection& connection);
  TableRows(TableRows&&) noexcept;
  ~TableRows();
  // False at the end; row() is as its table has it.
  Result<bool> next();
  TableRow& row();
  // Unpacks the body of row() and takes out the rest; what is plain already must not be given.
  Result<void> make_plain();
  const std::string& dictionary() const;

 private:
  struct State;
  explicit TableRows(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Writes plain rows into a database that has its tables, and no row.
class TableRowWriter {
 public:
  static Result<TableRowWriter> open(const Connection& connection, std::string dictionary);
  TableRowWriter(TableRowWriter&&) noexcept;
  ~TableRowWriter();
  // The number that the next row of that table will have, of those with numbers of their own; else 0.
  std::uint64_t next_number(std::size_t table) const;
  // Errors: kInvalid for a row that cannot be there (a key that there is).
  Result<void> write(const TableRow& row);
  // The same for one whose body is packed with this dictionary already.
  Result<void> write_packed(const TableRow& row);

 private:
  struct State;
  explicit TableRowWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pratique::advisory
