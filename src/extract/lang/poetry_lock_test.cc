#include <gtest/gtest.h>

#include "extract/lang/support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_poetry_lock();

namespace {

using testing::parsed;

TEST(PoetryLock, GroupsAndCategoriesTellDevelopment) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/poetry.lock");
  EXPECT_EQ(parsed(make_poetry_lock(), "app/poetry.lock", text),
            "declared pkg:pypi/click@8.1.3\n"
            "declared pkg:pypi/old-style@1.0 dev\n"
            "declared pkg:pypi/pytest@7.2.0 dev\n");
}

TEST(PoetryLock, BrokenTomlIsAnErrorWithItsLine) {
  EXPECT_TRUE(
      parsed(make_poetry_lock(), "poetry.lock", "[[package]]\nname = \n").starts_with("error: line "));
}

TEST(PoetryLock, OtherShapesAreNoPackages) {
  EXPECT_EQ(parsed(make_poetry_lock(), "poetry.lock", "package = 1\n"), "");
  EXPECT_EQ(parsed(make_poetry_lock(), "poetry.lock", "[[package]]\nname = 1\n"),
            "note unreadable: 1 packages left out: package without a name\n");
}

}  // namespace
}  // namespace pratique::extract
