#include "binary/macho.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "binary/go_build_info.h"
#include "support/elf_writer.h"
#include "support/mach_writer.h"

namespace pratique::binary {
namespace {

using testing::MachWriter;

Read reader_of(std::string_view file) {
  return [file](std::uint64_t offset, std::uint64_t count) {
    return base::ByteReader(base::as_bytes(file)).at(offset, count);
  };
}

TEST(Macho, TellsWhereSectionsLie) {
  for (const bool wide : {true, false}) {
    const auto program = MachWriter(wide).add({"__text", "code"}).add({"__go_buildinfo", "data"}).finish();
    for (const auto& file : {program, MachWriter::universal(program)}) {
      EXPECT_TRUE(is_mach(base::as_bytes(file)));
      const auto tables = read_mach_tables(reader_of(file));
      ASSERT_TRUE(tables) << base::to_line(tables.error());
      EXPECT_EQ(tables->wide, wide);
      ASSERT_EQ(tables->sections.size(), 2u);
      const auto* data = find_section(*tables, "__go_buildinfo");
      ASSERT_NE(data, nullptr);
      EXPECT_EQ(data->segment, "__DATA");
      EXPECT_EQ(file.substr(data->offset, data->size), "data");
      const auto place = offset_of(tables->segments, data->address);
      ASSERT_TRUE(place);
      EXPECT_EQ(place->offset, data->offset);
      EXPECT_TRUE(is_data(tables->segments[0]));
    }
  }
}

TEST(Macho, WhatIsNotInTheFileHasNoSection) {
  const auto file = MachWriter().add({"__bss", "zero", 1}).finish();
  const auto tables = read_mach_tables(reader_of(file));
  ASSERT_TRUE(tables);
  EXPECT_EQ(find_section(*tables, "__bss"), nullptr);
  EXPECT_EQ(find_section(*tables, "__none"), nullptr);
}

// A class of Java begins like a universal file; its version is larger than any number of programs.
TEST(Macho, AClassOfJavaIsNone) {
  EXPECT_FALSE(is_mach(base::as_bytes(std::string_view("\xca\xfe\xba\xbe\0\0\0\x34", 8))));
  EXPECT_FALSE(is_mach(base::as_bytes(std::string_view("\xca\xfe\xba\xbe\0\0\0\0", 8))));
  EXPECT_TRUE(is_mach(base::as_bytes(std::string_view("\xca\xfe\xba\xbe\0\0\0\2", 8))));
  EXPECT_FALSE(is_mach(base::as_bytes(std::string_view("\xcf\xfa\xed"))));
}

TEST(Macho, WhatNoLoaderTakesIsAnError) {
  const auto whole = MachWriter().add({"__data", "data"}).finish();
  for (const std::size_t size : {0u, 1u, 7u, 31u, 40u, 100u})
    EXPECT_FALSE(read_mach_tables(reader_of(std::string_view(whole).substr(0, size)))) << size;
  const auto with = [&](std::size_t at, const std::string& bytes) {
    auto changed = whole;
    changed.replace(at, bytes.size(), bytes);
    return read_mach_tables(reader_of(changed));
  };
  const auto many = with(16, std::string(4, '\x7f'));  // load commands
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().kind, ErrorKind::kLimit);
  const auto large = with(20, std::string(4, '\x7f'));  // their bytes
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::kLimit);
  EXPECT_FALSE(with(36, std::string(4, '\0'))) << "a command of no size would be read for ever";
  EXPECT_FALSE(with(36, std::string(4, '\x7f'))) << "longer than all of them";
  EXPECT_FALSE(with(32 + 64, std::string(4, '\x7f'))) << "more sections than the command has room for";
  EXPECT_FALSE(read_mach_tables(reader_of(MachWriter::universal("no program"))));
  auto nested = MachWriter::universal(MachWriter::universal(whole));
  EXPECT_FALSE(read_mach_tables(reader_of(nested))) << "a universal file in one";
}

TEST(Macho, GoProgramsSayWhatTheyAreBuiltFrom) {
  const std::string modules = testing::framed("path\ta.io/m\nmod\ta.io/m\tv1.0.0\th1:\n");
  const auto info_of = [](std::string_view file) -> Result<std::optional<GoBuildInfo>> {
    const auto read = reader_of(file);
    PQ_TRY(const auto tables, read_mach_tables(read));
    return read_go_build_info(tables, read);
  };
  const auto program = MachWriter()
                           .add({"__text", "code"})
                           .add({"__go_buildinfo", testing::go_blob("go1.26.8", modules)})
                           .finish();
  for (const auto& file : {program, MachWriter::universal(program)}) {
    const auto info = info_of(file);
    ASSERT_TRUE(info && *info);
    EXPECT_EQ((*info)->go_version, "go1.26.8");
    EXPECT_EQ((*info)->main->path, "a.io/m");
  }
  const auto other = info_of(MachWriter().add({"__data", std::string(100, 'x')}).finish());
  EXPECT_TRUE(other && !*other);
  EXPECT_FALSE(info_of(MachWriter().add({"__go_buildinfo", std::string(100, 'x')}).finish()))
      << "a section says that there is a blob";
}

}  // namespace
}  // namespace pratique::binary
