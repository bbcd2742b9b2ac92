// The library is the oracle: whatever it wrote, and however, the same rows are read.
#include "extract/os/rpm/sqlite_file.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <random>
#include <string>
#include <vector>

#include "extract/os/rpm/backend.h"

namespace pratique::extract::os {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, Close>;

Database database(int page_size, int reserved, const char* vacuum) {
  sqlite3* raw = nullptr;
  EXPECT_EQ(sqlite3_open(":memory:", &raw), SQLITE_OK);
  sqlite3_file_control(raw, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  const auto setting = "PRAGMA page_size=" + std::to_string(page_size) + "; PRAGMA auto_vacuum=" + vacuum;
  EXPECT_EQ(sqlite3_exec(raw, setting.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  return Database(raw);
}

void execute(sqlite3* database, const std::string& sql) {
  ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database) << "\n"
      << sql;
}

std::string bytes_of(sqlite3* database) {
  sqlite3_int64 size = 0;
  auto* bytes = sqlite3_serialize(database, "main", &size, 0);
  std::string file(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  sqlite3_free(bytes);
  return file;
}

std::vector<std::string> rows_by_library(sqlite3* database) {
  std::vector<std::string> rows;
  sqlite3_stmt* query = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, "SELECT blob FROM Packages", -1, &query, nullptr), SQLITE_OK);
  while (sqlite3_step(query) == SQLITE_ROW) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(query, 0));
    rows.emplace_back(data == nullptr ? "" : data,
                      static_cast<std::size_t>(data == nullptr ? 0 : sqlite3_column_bytes(query, 0)));
  }
  sqlite3_finalize(query);
  return rows;
}

struct Outcome {
  Result<void> result;
  std::vector<std::string> rows;
  Problems problems;
  bool complains() const { return !result || problems.count() > 0; }
};

Outcome read(const std::string& file) {
  Outcome outcome;
  outcome.result = read_sqlite(
      base::as_bytes(file), [&](base::Bytes row) { outcome.rows.emplace_back(base::as_text(row)); },
      outcome.problems);
  return outcome;
}

// rpm's table and indexes, its rows inserted, replaced and deleted in some order.
Database made(std::mt19937& random, int statements) {
  constexpr std::array kVacuum{"NONE", "FULL", "INCREMENTAL"};
  const auto below = [&](unsigned bound) { return random() % bound; };
  auto made = database(512 << below(8), static_cast<int>(below(3) * 16), kVacuum[below(3)]);
  execute(made.get(), "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)");
  for (const char* name : {"Name", "Basenames", "Requirename"}) {
    const auto table = std::string("'") + name + "'";
    execute(made.get(), "CREATE TABLE " + table + " (key 'TEXT' NOT NULL, hnum INTEGER, idx INTEGER)");
    execute(made.get(), std::string("CREATE INDEX '") + name + "_key_idx' ON " + table + "(key ASC)");
  }
  for (int i = 0; i < statements; ++i) {
    const auto key = std::to_string(below(40));
    const auto size = std::to_string(below(4) == 0 ? below(200'000) : below(3'000));
    const auto blob = "randomblob(" + size + ")";
    switch (below(5)) {
      case 0:
        execute(made.get(), "DELETE FROM Packages WHERE hnum=" + key);
        break;
      case 1:
        execute(made.get(), "REPLACE INTO Packages VALUES(" + key + "," + blob + ")");
        break;
      default:
        execute(made.get(), "INSERT INTO Packages(blob) VALUES(" + blob + ")");
        execute(made.get(), "INSERT INTO Name VALUES(hex(randomblob(20)), " + key + ", 0)");
    }
  }
  return made;
}

TEST(SqliteFile, ReadsWhatTheLibraryWrote) {
  std::mt19937 random(7);
  std::size_t rows = 0;
  for (int round = 0; round < 60; ++round) {
    const auto database = made(random, round < 50 ? 60 : 600);
    const auto outcome = read(bytes_of(database.get()));
    ASSERT_TRUE(outcome.result.has_value()) << base::to_line(outcome.result.error());
    EXPECT_EQ(outcome.problems.count(), 0u) << base::to_line(outcome.problems.first());
    EXPECT_EQ(outcome.rows, rows_by_library(database.get())) << round;
    rows += outcome.rows.size();
  }
  EXPECT_GT(rows, 3000u);
}

TEST(SqliteFile, RowsAreNotLostInSilenceWhateverPageIsGone) {
  std::mt19937 random(8);
  for (int round = 0; round < 6; ++round) {
    const auto file = bytes_of(made(random, 40).get());
    const auto whole = read(file);
    auto size = static_cast<std::size_t>(static_cast<unsigned char>(file[16]) << 8 |
                                         static_cast<unsigned char>(file[17]));
    if (size == 1) size = 65536;
    const auto step = std::max<std::size_t>(1, file.size() / size / 100);
    for (std::size_t page = 0; page < file.size() / size; page += step) {
      auto damaged = file;
      damaged.replace(page * size, size, size, '\0');
      const auto outcome = read(damaged);
      EXPECT_TRUE(outcome.complains() || outcome.rows.size() == whole.rows.size()) << page;
      const auto cut = read(file.substr(0, page * size + size / 2));
      EXPECT_TRUE(cut.complains()) << page;
    }
  }
}

TEST(SqliteFile, NoRowIsOutsideTheFileAndAllTogetherAreNoLonger) {
  std::mt19937 random(9);
  auto file = bytes_of(made(random, 60).get());
  for (int round = 0; round < 500; ++round) {
    auto damaged = file;
    for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    std::size_t total = 0;
    for (const auto& row : read(damaged).rows) total += row.size();
    EXPECT_LE(total, damaged.size());
  }
}

TEST(SqliteFile, ALeafWhoseCellsAllNameOneRowIsNoGigabytes) {
  auto made = database(65536, 0, "NONE");
  execute(made.get(), "CREATE TABLE Packages(hnum INTEGER PRIMARY KEY, blob BLOB)");
  execute(made.get(), "INSERT INTO Packages(blob) VALUES(zeroblob(60000))");
  auto file = bytes_of(made.get());
  const std::size_t leaf = 65536;
  ASSERT_EQ(file[leaf], 0x0d);
  const auto cell = file.substr(leaf + 8, 2);
  file[leaf + 3] = 8;  // 2,048 cells
  file[leaf + 4] = 0;
  for (std::size_t i = 0; i < 2048; ++i) file.replace(leaf + 8 + 2 * i, 2, cell);
  const auto outcome = read(file);
  EXPECT_FALSE(outcome.result.has_value());
  EXPECT_LE(outcome.rows.size(), 2u);
}

TEST(SqliteFile, ColumnsOfARow) {
  auto made = database(4096, 0, "NONE");
  execute(made.get(), "CREATE TABLE t(a, b, c, d, e, f, g, h)");
  execute(made.get(), "INSERT INTO t VALUES(0, 1, -2, 300000, -9000000000, 1.5, 'text', x'00ff')");
  const auto bytes = bytes_of(made.get());
  auto file = SqliteFile::open(base::as_bytes(bytes));
  ASSERT_TRUE(file.has_value());
  Problems problems;
  int rows = 0;
  ASSERT_TRUE(file->each_row(
      2,
      [&](base::Bytes row) {
        ++rows;
        const std::vector<std::int64_t> numbers{0, 1, -2, 300000, -9000000000};
        for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(column(row, i)->number, numbers[i]) << i;
        EXPECT_EQ(column(row, 5)->kind, SqliteValue::Kind::kNumber);
        EXPECT_EQ(base::as_text(column(row, 6)->bytes), "text");
        EXPECT_EQ(column(row, 7)->kind, SqliteValue::Kind::kBlob);
        EXPECT_EQ(column(row, 8)->kind, SqliteValue::Kind::kNull) << "added later";
        EXPECT_FALSE(column(row.first(3), 7).has_value());
      },
      problems));
  EXPECT_EQ(rows, 1);
}

TEST(SqliteFile, OtherFormatsAreRefused) {
  const auto kind = [](std::size_t offset, char value) {
    auto file = bytes_of(database(4096, 0, "NONE; CREATE TABLE Packages(hnum, blob)").get());
    file[offset] = value;
    const auto outcome = read(file);
    return outcome.result ? ErrorKind::kNotFound : outcome.result.error().kind;
  };
  EXPECT_EQ(kind(0, 'x'), ErrorKind::kInvalid);
  EXPECT_EQ(kind(16, 3), ErrorKind::kInvalid);
  EXPECT_EQ(kind(19, 3), ErrorKind::kUnsupported);
  EXPECT_EQ(kind(59, 2), ErrorKind::kUnsupported);
  EXPECT_EQ(kind(100, 2), ErrorKind::kInvalid) << "the root is no page of a table";
}

}  // namespace
}  // namespace pratique::extract::os
