#include "codec/zip.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include "support/deflated.h"
#include "support/zip_writer.h"

namespace pratique::codec {
namespace {

using testing::ZipWriter;

ZipWriter::Odd packed_from(std::string_view text) {
  return {.method = 8, .size = text.size(), .crc = crc32(base::as_bytes(text))};
}

Result<std::string> content(const Zip& zip, std::size_t index, std::uint64_t cap = 1 << 20) {
  ZipBudget budget;
  PQ_TRY(const auto member, zip.read(zip.entries().at(index), cap, budget));
  return std::string(member.text());
}

TEST(Zip, ReadsStoredAndDeflatedMembers) {
  const std::string text(5000, 'x');
  const auto bytes = ZipWriter()
                         .add("a.txt", "hello")
                         .add("dir/b", testing::deflated(text), packed_from(text))
                         .finish("", "a comment");
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  ASSERT_EQ(zip->entries().size(), 2u);
  EXPECT_EQ(zip->entries()[1].name, "dir/b");
  EXPECT_EQ(content(*zip, 0), "hello");
  EXPECT_EQ(content(*zip, 1), text);
  EXPECT_EQ(zip->overlapping(), 0u);
}

TEST(Zip, KnowsAnArchiveBehindALaunchScript) {
  const auto bytes = ZipWriter().add("a", "hello").finish("#!/bin/bash\nexec java -jar \"$0\"\n");
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(content(*zip, 0), "hello");
}

TEST(Zip, ReadsTheZip64Directory) {
  const auto bytes = ZipWriter().add("a", "hello").finish64();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(content(*zip, 0), "hello");
}

TEST(Zip, AnEmptyArchiveHasNoEntries) {
  const auto bytes = ZipWriter().finish();
  ASSERT_TRUE(Zip::open(base::as_bytes(bytes)));
  EXPECT_TRUE(Zip::open(base::as_bytes(bytes))->entries().empty());
}

TEST(Zip, TheEndRecordOfAStoredArchiveInsideIsNotTaken) {
  const auto inner = ZipWriter().add("inner", "x").finish();
  const auto bytes = ZipWriter().add("lib/inner.jar", inner).finish();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(zip->entries()[0].name, "lib/inner.jar");
  EXPECT_EQ(content(*zip, 0), inner);
}

TEST(Zip, AMissingDirectoryIsAnError) {
  const auto bytes = ZipWriter().add("a", "hello").finish();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(Zip::open(base::as_bytes(std::string_view(bytes).substr(0, length)))) << length;
  }
}

TEST(Zip, AWrongChecksumIsAnError) {
  const auto bytes = ZipWriter().add("a", "hello", {.crc = 1}).finish();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(content(*zip, 0).error().what, "zip entry with a wrong checksum");
}

TEST(Zip, EncryptedAndForeignMethodsAreUnsupported) {
  const auto bytes = ZipWriter().add("a", "hello", {.flags = 1}).add("b", "hello", {.method = 14}).finish();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(content(*zip, 0).error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(content(*zip, 1).error().kind, ErrorKind::kUnsupported);
}

TEST(Zip, ASizeThatLiesIsAnError) {
  const std::string text(5000, 'x');
  auto shorter = packed_from(text), longer = packed_from(text);
  shorter.size = 4999;
  longer.size = 5001;
  const auto bytes = ZipWriter()
                         .add("a", testing::deflated(text), shorter)
                         .add("b", testing::deflated(text), longer)
                         .finish();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_FALSE(content(*zip, 0));
  EXPECT_FALSE(content(*zip, 1));
}

TEST(Zip, CapBudgetAndRatioAreLimits) {
  const std::string text(5000, 'x');
  const std::string bomb(4 << 20, '\0');
  const auto bytes = ZipWriter()
                         .add("a", testing::deflated(text), packed_from(text))
                         .add("b", testing::deflated(bomb), packed_from(bomb))
                         .finish();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(content(*zip, 0, 4999).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(content(*zip, 1, 8 << 20).error().kind, ErrorKind::kLimit);
  ZipBudget budget{.left = 9999};
  EXPECT_TRUE(zip->read(zip->entries()[0], 1 << 20, budget));
  EXPECT_EQ(zip->read(zip->entries()[0], 1 << 20, budget).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(budget.left, 4999u);
}

TEST(Zip, EntriesThatShareBytesAreNotRead) {
  ZipWriter writer;
  writer.add("lib/0.jar", "the block");
  for (int i = 1; i < 100; ++i) writer.add("lib/" + std::to_string(i) + ".jar", "the block", {.offset = 0});
  const auto bytes = writer.finish();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(zip->overlapping(), 99u);
  EXPECT_TRUE(content(*zip, 0));
  EXPECT_FALSE(content(*zip, 1));
}

TEST(Zip, AnEntryInsideTheDirectoryIsNotRead) {
  const auto bytes = ZipWriter().add("a", "hello").add("b", "hello", {.offset = 40}).finish();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(zip->overlapping(), 1u);
}

TEST(Zip, AnEntryCountThatLiesReservesNothing) {
  const auto bytes = ZipWriter().add("a", "hello").finish64(1ull << 40);
  EXPECT_EQ(Zip::open(base::as_bytes(bytes)).error().kind, ErrorKind::kLimit);
  const auto fewer = ZipWriter().add("a", "hello").finish64(kMaxZipEntries);
  EXPECT_EQ(Zip::open(base::as_bytes(fewer)).error().kind, ErrorKind::kInvalid);
}

TEST(Zip, ACountModulo65536HidesNothing) {
  ZipWriter writer;
  for (int i = 0; i < 65'540; ++i) writer.add(std::to_string(i), "");
  const auto bytes = writer.finish();
  const auto zip = Zip::open(base::as_bytes(bytes));
  ASSERT_TRUE(zip);
  EXPECT_EQ(zip->entries().size(), 65'540u);
}

TEST(Zip, AsksForMissingPartsOnly) {
  const auto bytes = ZipWriter().add("big", std::string(1 << 20, 'x')).add("a", "hello").finish();
  std::vector<std::pair<std::uint64_t, std::uint64_t>> asked;
  const base::ByteReader file(base::as_bytes(bytes));
  const auto zip = Zip::open(bytes.size(), [&](auto offset, auto count) {
    asked.emplace_back(offset, count);
    return file.at(offset, count);
  });
  ASSERT_TRUE(zip);
  EXPECT_EQ(content(*zip, 1), "hello");
  for (const auto& [offset, count] : asked) EXPECT_LT(count, 70000u);
}

TEST(Zip, AStoredArchiveInsideIsReadInPlace) {
  const auto inner = ZipWriter().add("big", std::string(1 << 20, 'x')).add("a", "hello").finish();
  const auto bytes = ZipWriter().add("lib/inner.jar", inner).add("b", "x").finish();
  std::uint64_t asked = 0;
  const base::ByteReader file(base::as_bytes(bytes));
  const auto zip = Zip::open(bytes.size(), [&](auto offset, auto count) {
    asked += count;
    return file.at(offset, count);
  });
  ASSERT_TRUE(zip);
  const auto nested = zip->open_stored(zip->entries()[0]);
  ASSERT_TRUE(nested);
  EXPECT_EQ(content(*nested, 1), "hello");
  EXPECT_LT(asked, 300'000u);
  EXPECT_FALSE(zip->open_stored(zip->entries()[1]));
}

TEST(Deflate, ZlibOfUnknownSizeStopsAtTheLimit) {
  const std::string text(300'000, 'x');
  auto* tool = libdeflate_alloc_compressor(6);
  std::string packed(libdeflate_zlib_compress_bound(tool, text.size()), '\0');
  packed.resize(libdeflate_zlib_compress(tool, text.data(), text.size(), packed.data(), packed.size()));
  libdeflate_free_compressor(tool);
  const auto all = inflate_zlib(base::as_bytes(packed), 1 << 20);
  ASSERT_TRUE(all);
  EXPECT_EQ(base::as_text(*all), text);
  EXPECT_EQ(inflate_zlib(base::as_bytes(packed), 299'999).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(inflate_zlib(base::as_bytes("not zlib at all"), 1 << 20).error().kind, ErrorKind::kInvalid);
}

}  // namespace
}  // namespace pratique::codec
