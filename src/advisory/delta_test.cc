#include "advisory/delta.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "advisory/prefixed.h"
#include "advisory/sqlite.h"
#include "advisory/table_rows.h"
#include "crypto/digest.h"
#include "support/feeds_folder.h"
#include "support/paths.h"

namespace pratique::advisory {
namespace {

namespace fs = std::filesystem;
using pratique::testing::read_file;

class DeltaTest : public support::FeedsFolder {
 protected:
  std::string delta(const std::string& older, const std::string& newer) {
    std::string out;
    const auto made = make_delta(path(older), path(newer), [&](std::string_view piece) -> Result<void> {
      out += piece;
      return {};
    });
    EXPECT_TRUE(made) << to_line(made.error());
    figures_ = made.value_or(DeltaFigures{});
    EXPECT_EQ(figures_.bytes, out.size());
    return out;
  }
  Result<DeltaHeader> apply(const std::string& older, std::string_view bytes, const std::string& wanted) {
    const auto source = codec::from_memory(base::as_bytes(bytes));
    return apply_delta(path(older), *source, path("made.db"), wanted);
  }
  std::string digest(const std::string& name) const { return file_digest(path(name)).value_or(""); }
  void expect_same(const std::string& older, const std::string& newer) {
    const auto done = apply(older, delta(older, newer), digest(newer));
    ASSERT_TRUE(done) << to_line(done.error());
    EXPECT_EQ(read_file(path("made.db")), read_file(path(newer)));
    fs::remove(path("made.db"));
  }
  // Enough of them that texts are packed with a dictionary of their own.
  void put_many(int from, int to, const std::string& word) const {
    for (int i = from; i < to; ++i) {
      const auto n = std::to_string(i);
      put("many/GHSA-" + n + ".json",
          R"({"id": "GHSA-m)" + n + R"(", "modified": "2025-01-01T00:00:00Z", "aliases": ["CVE-2025-)" + n +
              R"("], "summary": "Hole )" + n + " in " + word + R"( with many words, as they are",)" +
              R"("references": [{"type": "WEB", "url": "https://example.com/)" + word + n + R"("}],)" +
              R"("severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],)" +
              R"("affected": [{"package": {"ecosystem": "npm", "name": "p)" + std::to_string(i % 17) +
              R"("}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.)" + n +
              R"(.0"}]}]}]})");
    }
  }

  DeltaFigures figures_;
};

TEST_F(DeltaTest, GivesTheNewerFileByteForByte) {
  put_npm();
  put_many(100, 400, "left");
  build("a.db");
  // Records before, between and behind others; one gone, one changed; a new string; another dictionary.
  put("many/GHSA-0.json",
      R"({"id": "ALSA-2025:1", "modified": "2025-02-01T00:00:00Z", "summary": "first", "upstream": ["CVE-2025-120"],)"
      R"("affected": [{"package": {"ecosystem": "AlmaLinux:9", "name": "curl"}, "ranges": [{"type": "ECOSYSTEM",)"
      R"("events": [{"introduced": "0"}, {"fixed": "7.1-1"}]}]}]})");
  put_many(400, 460, "right");
  put_many(150, 152, "changed");
  remove("many/GHSA-200.json");
  build("b.db");
  expect_same("a.db", "b.db");
  EXPECT_GT(figures_.same, 500u);
  EXPECT_GT(figures_.added, 60u);
  EXPECT_GT(figures_.replaced, 0u);
  EXPECT_GT(figures_.removed, 0u);
  expect_same("b.db", "a.db");
}

TEST_F(DeltaTest, OfEqualDatabasesIsNearlyNothing) {
  put_npm();
  build("a.db");
  build("b.db");
  expect_same("a.db", "b.db");
  EXPECT_EQ(figures_.added + figures_.removed + figures_.replaced, 0u);
  EXPECT_LT(figures_.bytes, 500u);
}

TEST_F(DeltaTest, AllOrNothingInCommon) {
  put_many(0, 150, "one");
  build("a.db");
  remove("many");
  put("pack/EEF-1.json",
      R"({"id": "EEF-1", "modified": "2025-02-01T00:00:00Z", "affected": [{"package": {"ecosystem": "Hex", "name":)"
      R"( "x"}, "versions": ["1"]}]})");
  build("b.db");
  expect_same("a.db", "b.db");
  expect_same("b.db", "a.db");
}

TEST_F(DeltaTest, RefusesAnotherOlderFileOrAnotherWish) {
  put_npm();
  build("a.db");
  put_many(0, 20, "x");
  build("b.db");
  const auto bytes = delta("a.db", "b.db");
  const auto wrong = apply("b.db", bytes, digest("b.db"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::kMismatch);
  EXPECT_EQ(wrong.error().what, "a delta from another database than this one");
  const auto other = apply("a.db", bytes, digest("a.db"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().what, "a delta to another database than the one that is wanted");
  EXPECT_FALSE(fs::exists(path("made.db")));
}

TEST_F(DeltaTest, WhateverIsDamagedGivesNoFile) {
  put_npm();
  build("a.db");
  put_many(0, 120, "x");
  build("b.db");
  const auto bytes = delta("a.db", "b.db");
  const auto wanted = digest("b.db");
  for (std::size_t cut = 0; cut < bytes.size(); cut += 1 + bytes.size() / 60) {
    EXPECT_FALSE(apply("a.db", bytes.substr(0, cut), wanted)) << cut;
    EXPECT_FALSE(fs::exists(path("made.db")));
  }
  for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 120) {
    auto flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    const auto done = apply("a.db", flipped, wanted);
    if (done) {
      EXPECT_EQ(digest("made.db"), wanted);
    }
    fs::remove(path("made.db"));
  }
  EXPECT_FALSE(apply("a.db", bytes + "x", wanted));
  EXPECT_FALSE(apply("a.db", "pratique delta 1\n\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", wanted));
}

TEST_F(DeltaTest, OfOtherLibrariesOrAnotherVersionSaysToTakeTheWhole) {
  put_npm();
  build("a.db");
  build("b.db");
  auto bytes = delta("a.db", "b.db");
  const auto at = bytes.find("sqlite 3");
  ASSERT_NE(at, std::string::npos);
  auto other = bytes;
  other[at + 7] = '9';
  const auto libraries = apply("a.db", other, digest("b.db"));
  ASSERT_FALSE(libraries);
  EXPECT_EQ(libraries.error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(libraries.error().hint, "take the whole database");
  constexpr std::size_t kVersionAt = 17 + 2;  // magic, length of the header
  bytes[kVersionAt] = 99;
  const auto version = apply("a.db", bytes, digest("b.db"));
  ASSERT_FALSE(version);
  EXPECT_EQ(version.error().kind, ErrorKind::kUnsupported);
}

// A table that the rows do not know would be missing in what a delta makes.
TEST_F(DeltaTest, KnowsEveryTableAndColumn) {
  put_npm();
  build("a.db");
  const auto connection = Connection::open_sealed(path("a.db"));
  ASSERT_TRUE(connection);
  auto tables = connection->prepare("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name");
  std::vector<std::string> there, known;
  while (*tables->step()) {
    const std::string name(tables->text(0));
    auto columns = connection->prepare("SELECT name FROM pragma_table_info('" + name + "')");
    while (*columns->step()) there.push_back(name + "." + std::string(columns->text(0)));
  }
  for (const auto& shape : table_shapes())
    for (const auto& column : shape.columns) known.push_back(std::string(shape.name) + "." + column.first);
  std::sort(there.begin(), there.end());
  std::sort(known.begin(), known.end());
  EXPECT_EQ(there, known);
}

TEST(PrefixedTest, PacksAfterWhatIsThere) {
  std::string prefix;
  for (int i = 0; i < 20'000; ++i) prefix += std::to_string(i * 7919) + ";";
  const auto plain = prefix + "and one more";
  const auto packed = pack_after(prefix, plain);
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), 200u);
  EXPECT_EQ(unpack_after(prefix, base::as_bytes(*packed), plain.size()).value_or(""), plain);
  EXPECT_FALSE(unpack_after(prefix, base::as_bytes(*packed), plain.size() - 1));
  EXPECT_NE(unpack_after("", base::as_bytes(*packed), plain.size()).value_or("error"), plain);
  EXPECT_EQ(unpack_after("", base::as_bytes(*packed), kMaxPrefixed + 1).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(pack_after("", "")
                .and_then([](const std::string& none) { return unpack_after("", base::as_bytes(none), 0); })
                .value_or("error"),
            "");
}

// Numbers at the border of a byte, parts, unknown fields; what is no blob comes back as it is.
TEST(RenumberTest, MovesNumbersAndNothingElse) {
  Renumbering map;
  for (std::uint64_t i = 0; i < 200; ++i) map.strings.add(i + 1);
  for (std::uint64_t i = 1; i <= 200; ++i) map.records.add(i == 3 ? NumberMap::kGone : i + 10);
  EXPECT_EQ(map.strings.of(127), 128u);
  EXPECT_EQ(map.records.of(0), NumberMap::kGone);
  EXPECT_EQ(map.records.of(201), NumberMap::kGone);
  // One entry: record 2, order 5, a CVE number, a part with an architecture and a symbol, an unknown text, its end.
  const std::string entry("\x01\x02\x02\x05\x1a\x07\x11\x05\x04\x7f\x03\x01x\x65\x02hi\x00", 18);
  EXPECT_EQ(renumber_entries(entry, map),
            std::string("\x01\x0c\x02\x06\x1a\x07\x11\x06\x04\x80\x01\x03\x01x\x65\x02hi\x00", 19));
  EXPECT_EQ(renumber_entries("\x05", map), "\x05");
  EXPECT_EQ(renumber_entries("", map), "");
  // No aliases, no days, one rating of string 1, one record (gone), then what a later version may add.
  const std::string facts("\x00\x00\x00\x01\x01\x04\x62\x00\x00\x01\x03\x01", 12);
  EXPECT_EQ(renumber_facts(facts, map), std::string("\x00\x00\x00\x01\x02\x04\x62\x00\x00\x01", 10) +
                                            std::string(9, '\xff') + "\x01\x01");
  const std::string assessed("\x01\x09\x01\x02\x03\x00\x00", 7);
  EXPECT_EQ(renumber_assessments(assessed, map), std::string("\x01\x0a\x01\x02\x03\x00\x00", 7));
}

}  // namespace
}  // namespace pratique::advisory
