#include "extract/binary/pe/wish.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "extract/extractor.h"
#include "support/elf_writer.h"
#include "support/pe_writer.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_go();

namespace {

std::string program(std::size_t code) {
  return testing::PeWriter(true)
      .add({".text", std::string(code, 'x'), 0x60000020})
      .add({".rdata", std::string(code, 'c'), 0x40000040})
      .add({".data",
            testing::go_blob("go1.26.8", testing::framed("mod\ta.io/m\tv1.0.0\th1:\ndep\ta.io/b\tv1.1.0\n")),
            0xc0000040})
      .finish();
}

Wish wish_of(const std::string& file) {
  return make_go()->wants({"srv/tool.exe", file.size(), 0644, base::as_bytes(file).first(512)});
}

TEST(GoForWindows, IsReadInOnePassOfFewBytes) {
  for (const std::size_t code : {100u, 10u << 20}) {
    const auto file = program(code);
    const auto wish = wish_of(file);
    std::vector<FileView::Piece> pieces;
    std::uint64_t kept = 0;
    for (const auto& range : wish.ranges) {
      const auto part = base::as_bytes(file).subspan(
          range.offset, std::min<std::size_t>(range.size, file.size() - range.offset));
      pieces.push_back({range.offset, part});
      kept += part.size();
    }
    if (wish.kind == Wish::Kind::kWhole) pieces.push_back({0, base::as_bytes(file)});
    EXPECT_LT(kept, 300'000u);
    const auto record = make_go()->parse(FileView("srv/tool.exe", file.size(), 0644, std::move(pieces)));
    ASSERT_TRUE(record) << base::to_line(record.error());
    ASSERT_EQ(record->components.size(), 3u) << code;
    EXPECT_EQ(record->components[0].purl.to_string(), "pkg:golang/stdlib@1.26.8");
  }
}

TEST(GoForWindows, ProgramsOfOtherLinkersAreNotKept) {
  auto file = program(100);
  file[0x3c] = '\xf8';
  EXPECT_EQ(wish_of(file).kind, Wish::Kind::kNo);
  EXPECT_EQ(wish_of("MZ" + std::string(600, 'x')).kind, Wish::Kind::kNo);
  EXPECT_EQ(make_go()->wants({"a", 2, 0644, base::as_bytes("MZ")}).kind, Wish::Kind::kNo);
  const auto record = make_go()->parse(FileView("a", base::as_bytes("MZ")));
  ASSERT_TRUE(record);
  EXPECT_TRUE(record->components.empty());
}

}  // namespace
}  // namespace pratique::extract
