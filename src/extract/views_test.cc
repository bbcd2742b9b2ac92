#include "extract/views.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "extract/extractor.h"
#include "support/elf_writer.h"
#include "support/zip_writer.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_cargo_auditable();
std::unique_ptr<Extractor> make_go();
std::unique_ptr<Extractor> make_java();

namespace {

TEST(Views, TwoExtractorsOfOneElfFileParseItsTablesOnce) {
  const auto program =
      testing::ElfWriter()
          .add({".text", "code", 0x1000, 5})
          .add({".go.buildinfo", testing::go_blob("go1.20", testing::framed("mod\ta\tv1\n")), 0x8000, 6})
          .finish();
  const FileView file("bin/a", base::as_bytes(program));
  const auto go = make_go()->parse(file.under_name("bin/b"));
  ASSERT_TRUE(go);
  EXPECT_EQ(go->components.size(), 2u);
  EXPECT_EQ(file.derived(), 1u);
  ASSERT_TRUE(make_cargo_auditable()->parse(file));
  EXPECT_EQ(file.derived(), 1u) << "the second took what the first had made";
}

TEST(Views, EachOfTwoExtractorsAsksForTheTablesThatWereNotKept) {
  const auto program = testing::ElfWriter()
                           .add({".text", std::string(100'000, 'x'), 0x1000, 5})
                           .add({".dep-v0", "no zlib"})
                           .finish();
  const FileView file("bin/a", program.size(), 0755, {{0, base::as_bytes(program).first(512)}});
  for (const auto& extractor : {make_go(), make_cargo_auditable()}) {
    const auto view = file.under_name("bin/b");
    const auto record = extractor->parse(view);
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().kind, ErrorKind::kNeedBytes);
    EXPECT_FALSE(view.needed().empty());
  }
  EXPECT_EQ(file.derived(), 1u);
}

TEST(Views, TheDirectoryOfAnArchiveIsReadOnceAndItsMembersThroughTheirOwnView) {
  testing::ZipWriter writer;
  writer.add("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n");
  const auto archive = writer.finish();
  const FileView file("app/a.jar", base::as_bytes(archive));
  ASSERT_TRUE(make_java()->parse(file.under_name("app/b.jar")));
  EXPECT_EQ(file.derived(), 1u);
  const auto zip = views::zip(file), again = views::zip(file);
  ASSERT_TRUE(zip && again);
  EXPECT_EQ(file.derived(), 1u);
  EXPECT_EQ(zip->entries().data(), again->entries().data());
  codec::ZipBudget budget;
  const auto member = zip->read(zip->entries().at(0), 1000, budget);
  ASSERT_TRUE(member);
  EXPECT_EQ(member->text(), "Manifest-Version: 1.0\n");
}

}  // namespace
}  // namespace pratique::extract
