#include <gtest/gtest.h>

#include "support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_composer();

namespace {

using testing::parsed;

TEST(Composer, Version2ListsDevelopmentApart) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/installed.json");
  EXPECT_EQ(parsed(make_composer(), "app/vendor/composer/installed.json", text),
            "installed pkg:composer/harbour/crane@dev-main dev\n"
            "installed pkg:composer/harbour/tide-table@v2.4.1 [MIT OR GPL-3.0-only]\n");
}

TEST(Composer, Version1IsAnArray) {
  EXPECT_EQ(parsed(make_composer(), "lib/composer/installed.json", R"([{"name":"a/b","version":"1.0"}])"),
            "installed pkg:composer/a/b@1.0\n");
}

TEST(Composer, VendorFoldersInsidePackages) {
  const auto composer = make_composer();
  const std::string_view text = R"([{"name":"a/b","version":"1.0"}])";
  EXPECT_EQ(parsed(composer, "app/vendor/x/y/vendor/composer/installed.json", text),
            "vendored pkg:composer/a/b@1.0\n");
  EXPECT_EQ(parsed(composer, "app/vendor/x/y/tests/app/vendor/composer/installed.json", text), "unwanted");
  EXPECT_EQ(parsed(composer, "app/installed.json", text), "unwanted");
}

TEST(Composer, OtherJsonIsAnError) {
  EXPECT_EQ(parsed(make_composer(), "vendor/composer/installed.json", "{}"),
            "error: installed.json without a list of packages");
}

}  // namespace
}  // namespace pratique::extract
