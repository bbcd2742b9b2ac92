// The library is the oracle: whatever it wrote, and however, the same rows are read.
#include "extract/os/rpm/sqlite_file.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
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

// A database and its log as they lie when whoever writes it is killed.
struct Killed {
  std::string file, log;
};

// An own folder for each test: they may run at one time.
struct Workshop {
  Workshop() : folder(::testing::TempDir() + "pratique-" + std::to_string(getpid())) {
    std::filesystem::create_directories(folder);
  }
  ~Workshop() { std::filesystem::remove_all(folder); }
  std::string path(const char* name) const { return folder + "/" + name; }
  std::string folder;
};

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void spill(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// Statements in transactions of several, the last of them open; some transactions are in the file already.
Killed killed(const Workshop& workshop, std::mt19937& random, int page_size) {
  const auto path = workshop.path("live.sqlite");
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  sqlite3* raw = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  const Database database(raw);
  execute(raw, "PRAGMA page_size=" + std::to_string(page_size) +
                   "; PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; "
                   "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=4");
  execute(raw, "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)");
  const auto below = [&](unsigned bound) { return random() % bound; };
  const auto change = [&] {
    const auto key = std::to_string(below(40));
    const auto blob = "randomblob(" + std::to_string(below(4) == 0 ? below(20'000) : below(3'000)) + ")";
    execute(raw, below(3) == 0 ? "DELETE FROM Packages WHERE hnum=" + key
                               : "REPLACE INTO Packages VALUES(" + key + "," + blob + ")");
  };
  const auto transactions = below(8);
  for (unsigned i = 0; i < transactions; ++i) {
    execute(raw, "BEGIN");
    for (auto left = 1 + below(12); left > 0; --left) change();
    execute(raw, below(6) == 0 ? "ROLLBACK" : "COMMIT");
    if (below(4) == 0) execute(raw, below(2) == 0 ? "PRAGMA wal_checkpoint(PASSIVE)" : "VACUUM");
    if (below(4) == 0) execute(raw, "PRAGMA wal_checkpoint(RESTART)");
  }
  execute(raw, "BEGIN");
  for (int i = 0; i < 10; ++i)
    change();  // more than the cache holds, so that frames without a commit are written
  return {slurp(path), slurp(path + "-wal")};
}

// What the library reads of the two, once it has recovered the log.
std::optional<std::vector<std::string>> recovered(const Workshop& workshop, const Killed& killed) {
  const auto path = workshop.path("copy.sqlite");
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  spill(path, killed.file);
  spill(path + "-wal", killed.log);
  sqlite3* raw = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  const Database database(raw);
  if (sqlite3_exec(raw, "SELECT blob FROM Packages", nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::nullopt;
  return rows_by_library(raw);
}

Outcome read_with_log(const Killed& killed) {
  Outcome outcome;
  outcome.result = read_logged_sqlite(
      base::as_bytes(killed.file), base::as_bytes(killed.log),
      [&](base::Bytes row) { outcome.rows.emplace_back(base::as_text(row)); }, outcome.problems);
  return outcome;
}

TEST(SqliteLog, WhatWasCommittedIsReadAsTheLibraryRecoversIt) {
  const Workshop workshop;
  std::mt19937 random(11);
  int differ = 0;
  for (int round = 0; round < 40; ++round) {
    const auto both = killed(workshop, random, 512 << random() % 8);
    const auto wanted = recovered(workshop, both);
    ASSERT_TRUE(wanted) << round;
    const auto outcome = read_with_log(both);
    ASSERT_TRUE(outcome.result) << base::to_line(outcome.result.error()) << " in " << round;
    EXPECT_EQ(outcome.problems.count(), 0u) << base::to_line(outcome.problems.first()) << " in " << round;
    EXPECT_EQ(outcome.rows, *wanted) << round;
    differ += read(both.file).rows != *wanted;
  }
  EXPECT_GT(differ, 20) << "without the log other rows are read";
}

TEST(SqliteLog, ADamagedLogCountsAsFarAsTheLibraryTakesIt) {
  const Workshop workshop;
  std::mt19937 random(12);
  int told = 0;
  Killed whole;
  for (int round = 0; round < 96; ++round) {
    while (round % 8 == 0 && (whole = killed(workshop, random, 1024)).log.size() < 20'000) continue;
    auto damaged = whole;
    if (round % 2 == 0) {
      damaged.log.resize(32 + random() % (whole.log.size() - 32));
    } else {
      damaged.log[32 + random() % (whole.log.size() - 32)] ^= static_cast<char>(1 << random() % 8);
    }
    const auto wanted = recovered(workshop, damaged);
    const auto log = SqliteLog::open(base::as_bytes(damaged.log));
    ASSERT_TRUE(log);
    told += log->is_damaged();
    if (wanted) {
      EXPECT_EQ(read_with_log(damaged).rows, *wanted) << round;
    }
  }
  EXPECT_GT(told, 5);
}

TEST(SqliteLog, OtherFilesAreRefused) {
  const Workshop workshop;
  std::mt19937 random(13);
  const auto whole = killed(workshop, random, 1024);
  for (const std::size_t at : {0u, 5u, 8u, 17u, 25u}) {
    auto log = whole.log;
    log[at] ^= 1;
    EXPECT_FALSE(SqliteLog::open(base::as_bytes(log))) << at;
  }
  EXPECT_FALSE(SqliteLog::open(base::as_bytes("short")));
  auto otherwise = whole;
  otherwise.log = killed(workshop, random, 4096).log;
  EXPECT_NE(read_with_log(otherwise).rows, read_with_log(whole).rows);
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
