#include <gtest/gtest.h>

#include "support/parsed.h"
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

constexpr std::string_view kRequiring = R"({"packages":[
  {"name":"a/app","version":"1","require":{"php":">=8","ext-json":"*","B/Log":"^1","psr/log-implementation":"1","gone/gone":"*"},
   "description":"An application","dist":{"type":"zip","shasum":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}},
  {"name":"b/log","version":"2","provide":{"psr/log-implementation":"1.0"},"dist":{"shasum":""}},
  {"name":"c/all","version":"3","replace":{"c/part":"self.version","b/log":"*"}}],
  "packages-dev":[{"name":"d/test","version":"4","require":{"c/part":"*"},"require-dev":{"a/app":"*"}}]})";

// Platform packages are no packages; "provide" and "replace" stand in where there is no package of the name.
TEST(ComposerLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(testing::edges_of(make_composer_lock(), "composer.lock", kRequiring),
            "app@1 depends-on log@2\n"
            "app@1 depends-on log@2\n"
            "test@4 depends-on all@3\n");
}

TEST(ComposerLock, DescriptionsAndHashesAreKept) {
  EXPECT_EQ(testing::details_of(make_composer_lock(), "composer.lock", kRequiring),
            "pkg:composer/a/app@1 sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709 | An application\n");
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
