#include "binary/go_build_info.h"

#include <gtest/gtest.h>

#include "support/elf_writer.h"

namespace pratique::binary {
namespace {

using testing::ElfWriter;
using testing::framed;
using testing::go_blob;

constexpr const char* kModules =
    "path\texample.com/tool/cmd\n"
    "mod\texample.com/tool\t(devel)\t\n"
    "dep\tgithub.com/a/b\tv1.2.3\th1:x=\n"
    "dep\tgithub.com/c/d\tv1.0.0\n"
    "=>\tgithub.com/e/f\tv1.1.0\th1:y=\n"
    "build\tGOARCH=arm64\n"
    "build\t-ldflags=\"-s -w -X \\\"main.v=1\\\"\"\n";

Result<std::optional<GoBuildInfo>> read(std::string_view file) {
  const base::ByteReader in(base::as_bytes(file));
  const Read at = [&](auto offset, auto count) { return in.at(offset, count); };
  PQ_TRY(const auto tables, read_elf_tables(file.size(), at));
  return read_go_build_info(tables, at);
}

void expect_tool(const Result<std::optional<GoBuildInfo>>& got, std::string_view version) {
  ASSERT_TRUE(got && *got);
  const auto& info = **got;
  EXPECT_EQ(info.go_version, version);
  EXPECT_EQ(info.package, "example.com/tool/cmd");
  ASSERT_TRUE(info.main);
  EXPECT_EQ(info.main->path, "example.com/tool");
  EXPECT_EQ(info.main->version, "(devel)");
  ASSERT_EQ(info.modules.size(), 2u);
  EXPECT_EQ(info.modules[0].version, "v1.2.3");
  EXPECT_FALSE(info.modules[0].replacement);
  ASSERT_TRUE(info.modules[1].replacement);
  EXPECT_EQ(info.modules[1].replacement->path, "github.com/e/f");
  EXPECT_EQ(info.settings.at("GOARCH"), "arm64");
  EXPECT_EQ(info.settings.at("-ldflags"), "-s -w -X \"main.v=1\"");
}

TEST(GoBuildInfo, ReadsInlineStrings) {
  const auto file =
      ElfWriter().add({".go.buildinfo", go_blob("go1.26.8", framed(kModules)), 0x2000, 6}).finish();
  expect_tool(read(file), "go1.26.8");
}

TEST(GoBuildInfo, ReadsStringsThatEndBeyondTheirSection) {
  // Up to Go 1.18 the section held the header only and the strings followed in the segment.
  auto blob = go_blob("go1.18.1", framed(kModules));
  auto file = ElfWriter().add({".go.buildinfo", blob, 0x2000, 6}).finish();
  const auto header = parse_elf_header(base::as_bytes(file));
  const auto size_at = header->sections_at + 64 + 32;
  file.replace(size_at, 8, std::string("\x20\0\0\0\0\0\0\0", 8));
  expect_tool(read(file), "go1.18.1");
}

class OldGo : public ::testing::TestWithParam<std::pair<bool, bool>> {};

TEST_P(OldGo, ReadsPointers) {
  const auto [wide, big] = GetParam();
  ElfWriter writer(wide, big);
  const std::string version = "go1.16.15", modules = framed(kModules);
  const auto blob = std::string("\xff Go buildinf:") + static_cast<char>(wide ? 8 : 4) +
                    static_cast<char>(big) + writer.pointer(0x3000) + writer.pointer(0x3020);
  auto headers = writer.pointer(0x5000) + writer.pointer(version.size());
  headers.resize(32);
  headers += writer.pointer(0x6000) + writer.pointer(modules.size());
  writer.add({".rodata", version, 0x5000, 4}).add({".rodata2", modules, 0x6000, 4});
  writer.add({".go.buildinfo", blob + std::string(32 - blob.size(), '\0'), 0x2000, 6})
      .add({".data", headers, 0x3000, 6});
  expect_tool(read(writer.finish()), version);
  // The same file without its section table: the blob starts the data segment.
  expect_tool(read(writer.without_sections().finish()), version);
}

INSTANTIATE_TEST_SUITE_P(GoBuildInfo, OldGo,
                         ::testing::Values(std::pair{true, false}, std::pair{true, true},
                                           std::pair{false, false}, std::pair{false, true}));

TEST(GoBuildInfo, WithoutSectionsTheDataSegmentIsSearchedAt16Bytes) {
  const auto blob = go_blob("go1.22.0", framed(kModules));
  const auto at = [&](std::size_t offset) {
    return ElfWriter().add({".data", std::string(offset, 'x') + blob, 0x2000, 6}).without_sections().finish();
  };
  expect_tool(read(at(4096)), "go1.22.0");
  for (const std::size_t offset : {std::size_t{4100}, std::size_t{kGoSearchReach}}) {
    const auto got = read(at(offset));
    ASSERT_TRUE(got);
    EXPECT_FALSE(*got) << offset;
  }
}

TEST(GoBuildInfo, OtherExecutablesAreNone) {
  const auto file = ElfWriter().add({".data", std::string(100, 'x'), 0x2000, 6}).finish();
  ASSERT_TRUE(read(file));
  EXPECT_FALSE(*read(file));
}

TEST(GoBuildInfo, ADamagedBlobIsAnError) {
  const auto what = [](std::string blob) {
    const auto got = read(ElfWriter().add({".go.buildinfo", std::move(blob), 0x2000, 6}).finish());
    return got ? std::string("read") : got.error().what;
  };
  const std::string head("\xff Go buildinf:\x08\x02");
  EXPECT_EQ(what("no magic, but of the right length...."), "damaged Go build information");
  EXPECT_EQ(what(head + std::string(16, '\0') + std::string(9, '\xff') + '\x7f'),
            "damaged Go build information");
  EXPECT_EQ(what(head + std::string(16, '\0') +
                 "\x7f"
                 "short"),
            "damaged Go build information");
  EXPECT_EQ(what(head + std::string(17, '\0')), "damaged Go build information");  // an empty version
  EXPECT_EQ(what(std::string("\xff Go buildinf:\x08\x00", 16) + std::string(16, '\xff')),
            "damaged Go build information");
  EXPECT_EQ(what(std::string("\xff Go buildinf:\x03\x00", 16) + std::string(16, '\0')),
            "damaged Go build information");
}

TEST(GoBuildInfo, ModulesWithoutFramesAreNotTaken) {
  const auto file = ElfWriter().add({".go.buildinfo", go_blob("go1.20", kModules), 0x2000, 6}).finish();
  ASSERT_TRUE(read(file) && *read(file));
  EXPECT_FALSE((*read(file))->main);
}

TEST(GoBuildInfo, MoreModulesThanTheLimitAreCut) {
  std::string text;
  for (std::uint64_t i = 0; i <= kMaxGoModules; ++i) text += "dep\ta\tv1\n";
  GoBuildInfo info;
  parse_go_modules(text, info);
  EXPECT_TRUE(info.cut);
  EXPECT_EQ(info.modules.size(), kMaxGoModules);
}

}  // namespace
}  // namespace pratique::binary
