#include "advisory/seal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "support/paths.h"

namespace pratique::advisory {
namespace {

namespace fs = std::filesystem;
using pratique::testing::read_file;

class SealTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories("build/test-tmp");
    path_ = "build/test-tmp/seal-" + std::to_string(getpid());
    std::string pages;
    for (std::size_t i = 0; i < 3 * kPageBytes; ++i) pages += static_cast<char>(i * 31 + i / kPageBytes);
    write(pages);
    ASSERT_TRUE(seal(path_));
    sound_ = read_file(path_);
  }
  void TearDown() override { fs::remove(path_); }

  void write(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }

  // Everything that the file gives, or why it gives nothing.
  Result<std::string> all() const {
    PQ_TRY(const auto file, SealedFile::open(path_));
    std::string text(file.pages() * kPageBytes, '\0');
    PQ_CHECK(file.read(0, std::as_writable_bytes(std::span(text.data(), text.size()))));
    return text;
  }

  std::string path_, sound_;
};

TEST_F(SealTest, GivesWhatWasSealed) {
  EXPECT_EQ(all().value_or("error"), sound_.substr(0, 3 * kPageBytes));
  const auto file = SealedFile::open(path_);
  ASSERT_TRUE(file);
  std::string part(100, '\0');
  const auto bytes = std::as_writable_bytes(std::span(part.data(), part.size()));
  ASSERT_TRUE(file->read(kPageBytes + 24, bytes));
  EXPECT_EQ(part, sound_.substr(kPageBytes + 24, 100));
  EXPECT_FALSE(file->read(kPageBytes - 50, bytes));
  EXPECT_FALSE(file->read(3 * kPageBytes, bytes));
}

TEST_F(SealTest, EveryFlippedBitOfEveryByteIsNoticed) {
  std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
  for (std::size_t at = 0; at < sound_.size(); ++at) {
    const auto damaged = static_cast<char>(sound_[at] ^ (1 << (at % 8)));
    file.seekp(static_cast<std::streamoff>(at)).write(&damaged, 1).flush();
    EXPECT_FALSE(all()) << at;
    file.seekp(static_cast<std::streamoff>(at)).write(&sound_[at], 1).flush();
  }
  EXPECT_TRUE(all());
}

TEST_F(SealTest, EveryOtherLengthIsRefused) {
  for (std::size_t size = 0; size < sound_.size(); size += size < 3 * kPageBytes ? 97 : 1) {
    write(sound_.substr(0, size));
    EXPECT_FALSE(all()) << size;
  }
  write(sound_ + "\n");
  EXPECT_FALSE(all());
  write(sound_ + sound_);
  EXPECT_FALSE(all());
}

TEST_F(SealTest, SwappedMissingAndDoubledPagesAreNoticed) {
  const auto page = [&](std::size_t i) { return sound_.substr(i * kPageBytes, kPageBytes); };
  const auto tail = sound_.substr(3 * kPageBytes);
  for (const auto& pages : {page(1) + page(0) + page(2), page(0) + page(0) + page(2), page(0) + page(2),
                            page(0) + page(1) + page(2) + page(2)}) {
    write(pages + tail);
    EXPECT_FALSE(all());
  }
}

TEST_F(SealTest, AFileThatShrinksWhileItIsOpenIsAnError) {
  const auto file = SealedFile::open(path_);
  ASSERT_TRUE(file);
  fs::resize_file(path_, kPageBytes);
  std::string text(kPageBytes, '\0');
  const auto bytes = std::as_writable_bytes(std::span(text.data(), text.size()));
  EXPECT_TRUE(file->read(0, bytes));
  EXPECT_FALSE(file->read(kPageBytes, bytes));
}

TEST_F(SealTest, OnlyWholePagesAreSealed) {
  write("not a page");
  EXPECT_FALSE(seal(path_));
  EXPECT_FALSE(seal(path_ + "-absent"));
}

}  // namespace
}  // namespace pratique::advisory
