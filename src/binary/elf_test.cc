#include "binary/elf.h"

#include <gtest/gtest.h>

#include "support/elf_writer.h"

namespace pratique::binary {
namespace {

using testing::ElfWriter;

Read reader_of(std::string_view file) {
  return [reader = base::ByteReader(base::as_bytes(file))](auto offset, auto count) {
    return reader.at(offset, count);
  };
}

class EveryElf : public ::testing::TestWithParam<std::pair<bool, bool>> {};

TEST_P(EveryElf, TablesAreRead) {
  const auto [wide, big] = GetParam();
  const auto file = ElfWriter(wide, big)
                        .add({".text", "code", 0x1000, 5})
                        .add({".data", "some data", 0x2000, 6})
                        .add({".dep-v0", "dependencies"})
                        .finish();
  const auto header = parse_elf_header(base::as_bytes(file));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->wide, wide);
  EXPECT_EQ(header->machine, 62);
  const auto segments = read_segments(*header, reader_of(file));
  ASSERT_TRUE(segments);
  ASSERT_EQ(segments->size(), 2u);
  const auto* data = data_segment(*segments);
  ASSERT_NE(data, nullptr);
  EXPECT_EQ(file.substr(data->offset, data->size), "some data");
  const auto place = offset_of(*segments, 0x2005);
  ASSERT_TRUE(place);
  EXPECT_EQ(file.substr(place->offset, place->available), "data");
  EXPECT_FALSE(offset_of(*segments, 0x2009));
  const auto sections = read_sections(*header, reader_of(file));
  ASSERT_TRUE(sections);
  const auto* section = find_section(*sections, ".dep-v0");
  ASSERT_NE(section, nullptr);
  EXPECT_EQ(file.substr(section->offset, section->size), "dependencies");
  EXPECT_EQ(find_section(*sections, ".go.buildinfo"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Elf, EveryElf,
                         ::testing::Values(std::pair{true, false}, std::pair{true, true},
                                           std::pair{false, false}, std::pair{false, true}));

TEST(Elf, ASectionWithoutContentIsNotFound) {
  const auto file = ElfWriter().add({".go.buildinfo", "", 0, 4, 8}).finish();  // SHT_NOBITS: a .debug file
  const auto sections = read_sections(*parse_elf_header(base::as_bytes(file)), reader_of(file));
  ASSERT_TRUE(sections);
  EXPECT_EQ(find_section(*sections, ".go.buildinfo"), nullptr);
}

TEST(Elf, WithoutASectionTableThereAreNoSections) {
  const auto file = ElfWriter().add({".text", "code", 0x1000, 5}).without_sections().finish();
  const auto sections = read_sections(*parse_elf_header(base::as_bytes(file)), reader_of(file));
  ASSERT_TRUE(sections);
  EXPECT_TRUE(sections->empty());
}

TEST(Elf, CountsBeyondTheHeaderStandInSectionZero) {
  auto file = ElfWriter().add({".text", "code", 0x1000, 5}).finish();
  const auto table = parse_elf_header(base::as_bytes(file))->sections_at;
  file.replace(60, 2, std::string(2, '\0'));    // e_shnum
  file.replace(62, 2, std::string(2, '\xff'));  // e_shstrndx
  file[table + 32] = 3;                         // sh_size: the count
  file[table + 40] = 2;                         // sh_link: the index
  const auto sections = read_sections(*parse_elf_header(base::as_bytes(file)), reader_of(file));
  ASSERT_TRUE(sections);
  EXPECT_NE(find_section(*sections, ".text"), nullptr);
}

TEST(Elf, TablesThatPointNowhereAreErrors) {
  auto file = ElfWriter().add({".text", "code", 0x1000, 5}).finish();
  file[47] = 0x40;  // e_shoff + 7: 2^62
  const auto header = parse_elf_header(base::as_bytes(file));
  ASSERT_TRUE(header);
  EXPECT_EQ(read_sections(*header, reader_of(file)).error().kind, ErrorKind::kInvalid);
  file[39] = 0x40;
  EXPECT_EQ(read_segments(*parse_elf_header(base::as_bytes(file)), reader_of(file)).error().kind,
            ErrorKind::kInvalid);
}

TEST(Elf, ASectionCountThatLiesIsHeldAgainstTheFile) {
  auto file = ElfWriter().add({".text", "code", 0x1000, 5}).finish();
  file[60] = file[61] = '\xff';
  EXPECT_EQ(read_sections(*parse_elf_header(base::as_bytes(file)), reader_of(file)).error().kind,
            ErrorKind::kInvalid);
  file[60] = file[61] = 0;
  const auto table = parse_elf_header(base::as_bytes(file))->sections_at;
  file[table + 39] = 1;  // sh_size of section 0: 2^56
  EXPECT_EQ(read_sections(*parse_elf_header(base::as_bytes(file)), reader_of(file)).error().kind,
            ErrorKind::kLimit);
}

TEST(Elf, EveryTruncationIsAnErrorOrEmpty) {
  const auto file = ElfWriter().add({".data", "some data", 0x2000, 6}).finish();
  for (std::size_t length = 0; length < file.size(); ++length) {
    const auto part = std::string_view(file).substr(0, length);
    const auto header = parse_elf_header(base::as_bytes(part));
    EXPECT_FALSE(header && read_sections(*header, reader_of(part))) << length;
  }
}

}  // namespace
}  // namespace pratique::binary
