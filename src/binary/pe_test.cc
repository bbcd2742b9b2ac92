#include "binary/pe.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "binary/go_build_info.h"
#include "support/elf_writer.h"
#include "support/pe_writer.h"

namespace pratique::binary {
namespace {

using testing::PeWriter;

constexpr std::uint32_t kCode = 0x60000020, kConstants = 0x40000040, kData = 0xc0000040;

Result<PeTables> tables_of(std::string_view file) {
  const base::ByteReader in(base::as_bytes(file));
  return read_pe_tables([&](auto offset, auto count) { return in.at(offset, count); });
}

TEST(Pe, TellsWhereSectionsLie) {
  for (const bool wide : {true, false}) {
    const auto file = PeWriter(wide).add({".text", "code", kCode}).add({".data", "data", kData}).finish();
    const auto tables = tables_of(file);
    ASSERT_TRUE(tables) << base::to_line(tables.error());
    EXPECT_EQ(tables->wide, wide);
    EXPECT_EQ(tables->base, 0x400000u);
    ASSERT_EQ(tables->sections.size(), 2u);
    const auto& data = tables->sections[1];
    EXPECT_EQ(data.name, ".data");
    EXPECT_EQ(file.substr(data.offset, 4), "data");
    EXPECT_TRUE(is_data(data));
    EXPECT_FALSE(is_data(tables->sections[0]));
    const auto place = offset_of(loaded_parts(*tables), tables->base + data.address + 1);
    ASSERT_TRUE(place);
    EXPECT_EQ(place->offset, data.offset + 1);
    EXPECT_EQ(place->available, 3u) << "padding of the file is not loaded";
  }
}

TEST(Pe, WhatNoLoaderTakesIsAnError) {
  const auto whole = PeWriter(true).add({".data", "data", kData}).finish();
  for (const std::size_t size : {0u, 1u, 63u, 0x83u, 0x90u, 0x100u})
    EXPECT_FALSE(tables_of(whole.substr(0, size))) << size;
  auto broken = whole;
  broken[0x80] = 'N';  // NE: 16-bit Windows
  EXPECT_FALSE(tables_of(broken));
  broken = whole;
  broken[0x98] = 7;  // no width that there is
  EXPECT_FALSE(tables_of(broken));
  broken = whole;
  broken[0x86] = '\xff', broken[0x87] = '\xff';  // 65,535 sections
  const auto many = tables_of(broken);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().kind, ErrorKind::kLimit);
  broken = whole;
  broken[0x3c] = '\xf0', broken[0x3f] = '\xff';  // a header at the end of four gigabytes
  EXPECT_FALSE(tables_of(broken));
}

TEST(Pe, GoProgramsSayWhatTheyAreBuiltFrom) {
  const std::string modules = testing::framed("path\ta.io/m\nmod\ta.io/m\tv1.0.0\th1:\n");
  const auto read = [](std::string_view file) -> Result<std::optional<GoBuildInfo>> {
    const base::ByteReader in(base::as_bytes(file));
    const Read at = [&](auto offset, auto count) { return in.at(offset, count); };
    PQ_TRY(const auto tables, read_pe_tables(at));
    return read_go_build_info(tables, at);
  };
  for (const bool wide : {true, false}) {
    const auto file = PeWriter(wide)
                          .add({".text", "code", kCode})
                          .add({".rdata", "constants", kConstants})
                          .add({".data", testing::go_blob("go1.26.8", modules), kData})
                          .finish();
    const auto info = read(file);
    ASSERT_TRUE(info && *info);
    EXPECT_EQ((*info)->go_version, "go1.26.8");
    EXPECT_EQ((*info)->main->path, "a.io/m");
  }
  const auto other = read(PeWriter(true).add({".data", std::string(100, 'x'), kData}).finish());
  EXPECT_TRUE(other && !*other);
  auto damaged = PeWriter(true).add({".data", testing::go_blob("go1.26.8", modules), kData}).finish();
  damaged[damaged.find("go1.26.8") - 1] = '\xff';
  EXPECT_FALSE(read(damaged)) << "a text that is longer than its section";
}

}  // namespace
}  // namespace pratique::binary
