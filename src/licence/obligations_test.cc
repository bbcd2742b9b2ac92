#include "licence/obligations.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "licence/data.h"

namespace pratique::licence {
namespace {

TEST(Obligations, EachRowNamesSomethingAndEndsWithAFullStop) {
  std::size_t rows = 0;
  for (const auto line : base::lines(obligations_text())) {
    if (line.starts_with('#')) continue;
    ++rows;
    const auto cells = base::split(line, '\t');
    ASSERT_EQ(cells.size(), 3U) << line;
    auto name = cells[0];
    const bool pattern = name.ends_with('*');
    if (pattern) name.remove_suffix(1);
    bool known = name.starts_with("LicenseRef-") || category_called(name) || is_exception_id(name);
    for (const auto& one : listed()) known = known || (pattern ? one.id.starts_with(name) : one.id == name);
    known = known || (pattern && !exception_id_of(std::string(name) + "2.0").empty()) ||
            name == "GCC-exception-" || name == "Bison-exception-";
    EXPECT_TRUE(known) << line;
    EXPECT_TRUE(cells[1].empty() || category_called(cells[1])) << line;
    EXPECT_TRUE(cells[2].ends_with('.') && cells[2].size() < 160) << line;
  }
  EXPECT_GT(rows, 100U);
}

TEST(Obligations, ALicenceHasItsOwnLineOrThatOfItsCategory) {
  EXPECT_EQ(obligations_of("MIT", {}), "Keep the notice and the text with every copy.");
  EXPECT_EQ(obligations_of("Fair", {}), obligations_of(Category::kPermissive));
  EXPECT_EQ(obligations_of("LicenseRef-x", {}), obligations_of(Category::kUnknown));
  EXPECT_EQ(obligations_of("GPL-2.0-or-later", {}), obligations_of("GPL-2.0-only", {}));
  EXPECT_NE(obligations_of("GPL-2.0-only", {}), obligations_of("GPL-3.0-only", {}));
  EXPECT_EQ(obligations_of("GPL-2.0-only", "Classpath-exception-2.0"),
            obligations_of("GPL-2.0-only", {}) + " Programs that link to it may have other terms.");
}

TEST(Obligations, CategoriesOfSingleLicences) {
  EXPECT_EQ(category_of("GPL-2.0-only", {}), Category::kStrongCopyleft);
  EXPECT_EQ(category_of("GPL-2.0-only", "Classpath-exception-2.0"), Category::kWeakCopyleft);
  EXPECT_EQ(category_of("GPL-2.0-only", "vsftpd-openssl-exception"), Category::kStrongCopyleft);
  EXPECT_EQ(category_of("Apache-2.0", "LLVM-exception"), Category::kPermissive);
  EXPECT_EQ(category_of("LicenseRef-public-domain", {}), Category::kPermissive);
  EXPECT_EQ(category_of("LicenseRef-x", {}), Category::kUnknown);
  EXPECT_EQ(category_of("no licence", {}), Category::kUnknown);
}

}  // namespace
}  // namespace pratique::licence
