#include "extract/os/rpm/backend.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "support/rpm_writer.h"

namespace pratique::extract::os {
namespace {

using Reader = Result<void> (*)(base::Bytes, const BlobSink&, Problems&);

struct Outcome {
  Result<void> result;
  std::vector<std::string> blobs;
  Problems problems;
};

Outcome run(Reader reader, const std::string& file) {
  Outcome outcome;
  outcome.result = reader(
      base::as_bytes(file), [&](base::Bytes blob) { outcome.blobs.emplace_back(base::as_text(blob)); },
      outcome.problems);
  return outcome;
}

const std::vector<std::string> kBlobs = {std::string(2000, 'a'), std::string(10, 'b'), std::string(486, 'c')};

TEST(Bdb, BothByteOrdersAndItemsInsideThePage) {
  for (const bool big : {false, true}) {
    const auto outcome = run(read_bdb, made_bdb(kBlobs, big));
    ASSERT_TRUE(outcome.result.has_value());
    EXPECT_EQ(outcome.blobs, kBlobs);
    EXPECT_EQ(outcome.problems.count(), 0U);
    EXPECT_EQ(run(read_bdb, made_bdb({"x", "yy"}, big, true)).blobs, (std::vector<std::string>{"x", "yy"}));
  }
}

// Offsets in a made_bdb of 512-byte pages: the first value item is at page 1's end less 5 bytes of key and 12
// of value.
constexpr std::size_t kItem = 1024 - 5 - 12;

TEST(Bdb, BadHoffpageLength) {
  for (const std::uint32_t length : {0u, 1999u, 2001u, 0xffffffffu}) {
    auto file = made_bdb(kBlobs);
    put_at(file, kItem + 8, length, 4, false);
    const auto outcome = run(read_bdb, file);
    EXPECT_EQ(outcome.problems.count(), 1U) << length;
    EXPECT_EQ(outcome.blobs.size(), 2U) << length;
  }
}

TEST(Bdb, OverflowCycleAndSharedPages) {
  auto cycle = made_bdb(kBlobs);
  put_at(cycle, 2 * 512 + 16, 2, 4, false);  // page 2 goes on with page 2
  EXPECT_EQ(run(read_bdb, cycle).blobs.size(), 2U);
  auto shared = made_bdb(kBlobs);
  put_at(shared, kItem - 5 - 12 + 4, 2, 4, false);  // the second item starts at the first one's pages
  put_at(shared, kItem - 5 - 12 + 8, 2000, 4, false);
  const auto outcome = run(read_bdb, shared);
  EXPECT_EQ(outcome.blobs.size(), 2U);
  EXPECT_EQ(outcome.problems.first().what, "overflow page used twice");
}

TEST(Bdb, OverflowChainIntoOtherPagesOrBeyondTheFile) {
  for (const std::uint32_t page : {1u, 4000u, 0xffffffffu}) {
    auto file = made_bdb(kBlobs);
    put_at(file, kItem + 4, page, 4, false);
    EXPECT_EQ(run(read_bdb, file).problems.count(), 1U) << page;
  }
  auto full = made_bdb(kBlobs);
  put_at(full, 2 * 512 + 22, 0xffff, 2, false);  // a page that holds more than a page
  EXPECT_EQ(run(read_bdb, full).problems.count(), 1U);
}

TEST(Bdb, TruncatedFileKeepsWhatIsThere) {
  auto file = made_bdb(kBlobs);
  file.resize(file.size() - 512);
  const auto outcome = run(read_bdb, file);
  EXPECT_EQ(outcome.blobs.size(), 2U);
  EXPECT_EQ(outcome.problems.count(), 2U);
}

TEST(Bdb, OverlappingItems) {
  auto file = made_bdb(kBlobs);
  put_at(file, 512 + 28, 1022, 2, false);  // the second item starts behind the first
  EXPECT_EQ(run(read_bdb, file).problems.count(), 1U);
  put_at(file, 512 + 20, 0xffff, 2, false);  // more items than a page can hold
  EXPECT_EQ(run(read_bdb, file).problems.count(), 1U);
}

TEST(Bdb, HeaderDefects) {
  const auto kind = [](std::size_t offset, std::uint32_t value, int bytes) {
    auto file = made_bdb(kBlobs);
    put_at(file, offset, value, bytes, false);
    const auto outcome = run(read_bdb, file);
    EXPECT_FALSE(outcome.result.has_value()) << offset;
    return outcome.result ? ErrorKind::kNotFound : outcome.result.error().kind;
  };
  EXPECT_EQ(kind(12, 0x053162, 4), ErrorKind::kInvalid);  // a btree
  EXPECT_EQ(kind(16, 3, 4), ErrorKind::kUnsupported);
  EXPECT_EQ(kind(20, 0, 4), ErrorKind::kInvalid);
  EXPECT_EQ(kind(20, 513, 4), ErrorKind::kInvalid);
  EXPECT_EQ(kind(20, 1u << 31, 4), ErrorKind::kInvalid);
  EXPECT_EQ(kind(24, 1, 1), ErrorKind::kUnsupported);
  EXPECT_EQ(kind(25, 9, 1), ErrorKind::kInvalid);
  EXPECT_FALSE(run(read_bdb, "").result.has_value());
}

TEST(Ndb, ReadsBlobs) {
  const auto outcome = run(read_ndb, made_ndb(kBlobs));
  ASSERT_TRUE(outcome.result.has_value());
  EXPECT_EQ(outcome.blobs, kBlobs);
  EXPECT_EQ(outcome.problems.count(), 0U);
}

TEST(Ndb, DamagedSlotsAndBlobs) {
  const auto damaged = [](std::size_t offset, std::uint32_t value) {
    auto file = made_ndb(kBlobs);
    put_at(file, offset, value, 4, false);
    return run(read_ndb, file);
  };
  EXPECT_EQ(damaged(32 + 4, 2).problems.count(), 2U);  // two slots of package 2, one blob of another package
  EXPECT_EQ(damaged(32 + 8, 0xffffffff).problems.count(), 1U);   // block beyond the file
  EXPECT_EQ(damaged(32 + 12, 0xffffffff).problems.count(), 1U);  // as many blocks
  EXPECT_EQ(damaged(32 + 12, 0).problems.count(), 1U);
  EXPECT_EQ(damaged(4096 + 12, 0xffffffff).problems.count(), 1U);  // length beyond the blocks
  EXPECT_EQ(damaged(4096 + 12, 1999).problems.count(), 1U);        // lengths differ
  EXPECT_FALSE(damaged(32, 0).result.has_value());                 // no slot where one must be
  EXPECT_FALSE(damaged(12, 0xffffffff).result.has_value());        // slot pages beyond the file
  EXPECT_FALSE(damaged(12, 0).result.has_value());
  EXPECT_EQ(damaged(4, 9).result.error().kind, ErrorKind::kUnsupported);
  EXPECT_FALSE(run(read_ndb, "RpmP").result.has_value());
}

TEST(Ndb, NestedBlobsDoNotMultiplyTheFile) {
  // Slot n's blob holds all later ones: 200 slots over 8 KB would be 1.6 MB of blobs.
  auto file = made_ndb({});
  const std::size_t start = file.size(), count = 200;
  file.resize(start + count * 64);
  for (std::size_t i = 0; i < count; ++i) {
    const auto length = (count - i) * 64 - 28;
    put_at(file, 32 + i * 16 + 4, i + 1, 4, false);
    put_at(file, 32 + i * 16 + 8, (start + i * 32) / 16, 4, false);
    put_at(file, 32 + i * 16 + 12, (length + 28) / 16, 4, false);
    file.replace(start + i * 32, 4, "BlbS");
    put_at(file, start + i * 32 + 4, i + 1, 4, false);
    put_at(file, start + i * 32 + 12, length, 4, false);
    const auto end = start + i * 32 + length + 28;
    put_at(file, end - 8, length, 4, false);
    file.replace(end - 4, 4, "BlbE");
  }
  const auto outcome = run(read_ndb, file);
  std::size_t total = 0;
  for (const auto& blob : outcome.blobs) total += blob.size();
  EXPECT_LE(total, file.size());
}

// The file that these statements make.
std::string made_sqlite(const std::string& sql) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(":memory:", &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_int64 size = 0;
  auto* bytes = sqlite3_serialize(database, "main", &size, 0);
  std::string file(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  sqlite3_free(bytes);
  sqlite3_close(database);
  return file;
}

const std::string kTable =
    "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);";

TEST(Sqlite, ReadsBlobsAlsoWhenTheFileAsksForALog) {
  auto file = made_sqlite(kTable + "INSERT INTO Packages(blob) VALUES (x'0102'), (zeroblob(9000));");
  EXPECT_EQ(run(read_sqlite, file).blobs, (std::vector<std::string>{"\1\2", std::string(9000, '\0')}));
  file[18] = file[19] = 2;
  EXPECT_EQ(run(read_sqlite, file).blobs.size(), 2U);
}

TEST(Sqlite, OtherRowsAreProblems) {
  const auto outcome =
      run(read_sqlite, made_sqlite("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob);"
                                   "INSERT INTO Packages(blob) VALUES (7), (x'00'), (1.5);"));
  EXPECT_EQ(outcome.blobs.size(), 1U);
  EXPECT_EQ(outcome.problems.count(), 2U);
}

TEST(Sqlite, ViewsAndMissingTablesAreRefused) {
  for (const std::string sql : {"CREATE TABLE x(y)",
                                "CREATE VIEW Packages(blob) AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL "
                                "SELECT n FROM r) SELECT n FROM r",
                                "CREATE TABLE Packages(x)"}) {
    const auto outcome = run(read_sqlite, made_sqlite(sql));
    EXPECT_FALSE(outcome.result.has_value()) << sql;
    EXPECT_TRUE(outcome.blobs.empty());
  }
}

TEST(Sqlite, GeneratedColumnRunsNoFunctions) {
  const auto outcome =
      run(read_sqlite,
          made_sqlite("CREATE TABLE Packages(hnum INTEGER PRIMARY KEY, blob AS (zeroblob(900000000)));"
                      "INSERT INTO Packages(hnum) VALUES (1), (2);"));
  EXPECT_TRUE(outcome.blobs.empty());
  EXPECT_TRUE(!outcome.result.has_value() || outcome.problems.count() > 0);
}

TEST(Sqlite, TruncatedAndCyclicPages) {
  auto file = made_sqlite(kTable +
                          "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 50)"
                          " INSERT INTO Packages(blob) SELECT zeroblob(5000) FROM r;");
  auto truncated = file.substr(0, file.size() / 2);
  auto outcome = run(read_sqlite, truncated);
  EXPECT_LT(outcome.blobs.size(), 50U);
  EXPECT_TRUE(!outcome.result.has_value() || outcome.problems.count() > 0);
  EXPECT_FALSE(run(read_sqlite, file.substr(0, 50)).result.has_value());
  // Every interior cell of the table leads back to its own page.
  for (std::size_t page = 4096; page + 4096 <= file.size(); page += 4096) {
    if (file[page] != 5) continue;
    put_at(file, page + 8, page / 4096 + 1, 4, true);
    for (std::size_t cell = page + 4000; cell + 4 < page + 4096; cell += 4)
      put_at(file, cell, page / 4096 + 1, 4, true);
  }
  outcome = run(read_sqlite, file);
  EXPECT_TRUE(!outcome.result.has_value() || outcome.problems.count() > 0);
}

TEST(Backend, ByMagic) {
  EXPECT_EQ(backend_of(base::as_bytes(made_bdb({}))), Backend::kBdb);
  EXPECT_EQ(backend_of(base::as_bytes(made_bdb({}, true))), Backend::kBdb);
  EXPECT_EQ(backend_of(base::as_bytes(made_ndb({}))), Backend::kNdb);
  EXPECT_EQ(backend_of(base::as_bytes(made_sqlite(kTable))), Backend::kSqlite);
  EXPECT_EQ(backend_of(base::as_bytes("x")), Backend::kNone);
}

}  // namespace
}  // namespace pratique::extract::os
