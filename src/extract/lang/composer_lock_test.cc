#include <gtest/gtest.h>

#include "extract/lang/support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_composer_lock();

namespace {

using testing::parsed;

TEST(ComposerLock, PackagesOfBothKinds) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/composer.lock");
  EXPECT_EQ(parsed(make_composer_lock(), "app/composer.lock", text),
            "declared pkg:composer/harbour/crane@1.0.0 dev\n"
            "declared pkg:composer/harbour/tide-table@v2.4.1 [MIT]\n");
}

TEST(ComposerLock, LocksOfDependenciesAreNotRead) {
  EXPECT_EQ(parsed(make_composer_lock(), "app/vendor/a/b/composer.lock", "{}"), "unwanted");
}

TEST(ComposerLock, WithoutPackagesIsAnError) {
  EXPECT_EQ(parsed(make_composer_lock(), "composer.lock", "{}"),
            "error: composer.lock without a list of packages");
}

}  // namespace
}  // namespace pratique::extract
