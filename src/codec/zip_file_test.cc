#include "codec/zip_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/deflated.h"
#include "support/zip_writer.h"

namespace pratique::codec {
namespace {

using testing::ZipWriter;

class ZipFileTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  Result<ZipFile> open(const std::string& bytes) {
    std::filesystem::create_directories("build/test-tmp");
    std::ofstream(path_, std::ios::binary) << bytes;
    return ZipFile::open(path_);
  }
  static Result<std::string> content(ZipFile& zip, std::size_t index) {
    PQ_TRY(const auto source, zip.content(zip.entries().at(index)));
    return read_all(*source, 64 << 20);
  }
  std::string path_ = "build/test-tmp/zip-file-" + std::to_string(getpid()) + ".zip";
};

ZipWriter::Odd packed_from(std::string_view text) {
  return {.method = 8, .size = text.size(), .crc = crc32(base::as_bytes(text))};
}

TEST_F(ZipFileTest, MembersPassByAsStreams) {
  std::string text;
  for (std::uint32_t i = 0; i < 60'000; ++i) text += std::to_string(i * 2654435761u);
  const auto zip_bytes = ZipWriter()
                             .add("a", "hello")
                             .add("b", testing::deflated(text), packed_from(text))
                             .add("c", "")
                             .finish();
  auto zip = open(zip_bytes);
  ASSERT_TRUE(zip) << to_line(zip.error());
  // Not EXPECT_EQ: it would look for the difference of two long lines.
  const auto is_text = [&] {
    const auto found = content(*zip, 1);
    EXPECT_TRUE(found) << to_line(found.error());
    return found && *found == text;
  };
  EXPECT_TRUE(is_text());
  EXPECT_EQ(content(*zip, 0), "hello");
  EXPECT_EQ(content(*zip, 2), "");
  EXPECT_TRUE(is_text());
}

TEST_F(ZipFileTest, AnArchiveInAnArchiveIsReadInPlace) {
  const auto inner = ZipWriter().add("x", "deep").finish();
  auto outer = open(ZipWriter().add("first", "abc").add("inner.zip", inner).finish());
  ASSERT_TRUE(outer);
  const auto& entry = outer->entries().at(1);
  const auto at = outer->stored_at(entry);
  ASSERT_TRUE(at);
  auto zip = ZipFile::open(path_, *at, entry.packed);
  ASSERT_TRUE(zip) << to_line(zip.error());
  EXPECT_EQ(content(*zip, 0), "deep");
}

TEST_F(ZipFileTest, WhatLiesIsAnError) {
  const std::string text(20'000, 'x');
  const auto packed = testing::deflated(text);
  auto wrong_crc = packed_from(text), longer = packed_from(text), shorter = packed_from(text);
  wrong_crc.crc = 1;
  longer.size = text.size() + 1;
  shorter.size = text.size() - 1;
  auto zip = open(ZipWriter()
                      .add("crc", packed, wrong_crc)
                      .add("longer", packed, longer)
                      .add("shorter", packed, shorter)
                      .add("cut", packed.substr(0, packed.size() / 2), packed_from(text))
                      .add("method", "x", {.method = 12})
                      .add("locked", "x", {.flags = 1})
                      .add("again", packed, {.method = 8, .size = text.size(), .offset = 0})
                      .finish());
  ASSERT_TRUE(zip) << to_line(zip.error());
  for (std::size_t i = 0; i < zip->entries().size(); ++i)
    EXPECT_FALSE(content(*zip, i)) << zip->entries()[i].name;
}

TEST_F(ZipFileTest, ABombIsRefusedBeforeItIsInflated) {
  const std::string text(8 << 20, '\0');
  auto zip = open(ZipWriter().add("bomb", testing::deflated(text), packed_from(text)).finish());
  ASSERT_TRUE(zip);
  const auto read = content(*zip, 0);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::kLimit);
}

TEST_F(ZipFileTest, CutAnywhereItIsAnError) {
  const auto bytes = ZipWriter().add("a", "hello").add("b", "world").finish();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto zip = open(bytes.substr(0, size));
    EXPECT_FALSE(zip) << size;
  }
}

}  // namespace
}  // namespace pratique::codec
