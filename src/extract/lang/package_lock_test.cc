#include <gtest/gtest.h>

#include "extract/lang/support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_package_lock();

namespace {

using testing::parsed;

std::string fixture(const std::string& name) {
  return pratique::testing::read_file("src/extract/lang/testdata/" + name);
}

TEST(PackageLock, Version1IsNested) {
  EXPECT_EQ(parsed(make_package_lock(), "app/package-lock.json", fixture("package-lock-v1.json")),
            "declared pkg:npm/buoy@1.2.0\n"
            "declared pkg:npm/buoy@2.0.0 {pratique:scope=dev}\n"
            "declared pkg:npm/hawser\n"
            "declared pkg:npm/mole\n"
            "declared pkg:npm/%40harbour/anchor@3.0.0\n"
            "declared pkg:npm/%40harbour/tide-table@2.4.1\n");
}

TEST(PackageLock, Version3IsByLocation) {
  // buoy 1.2.0 is there twice, once for development only: it is needed in production.
  EXPECT_EQ(parsed(make_package_lock(), "app/npm-shrinkwrap.json", fixture("package-lock-v3.json")),
            "declared pkg:npm/buoy@1.2.0\n"
            "declared pkg:npm/buoy@2.0.0 {pratique:scope=dev}\n"
            "declared pkg:npm/crane@1.0.0 {pratique:scope=dev}\n"
            "declared pkg:npm/%40harbour/anchor@3.0.0\n"
            "declared pkg:npm/%40harbour/tide-table@2.4.1 [MIT]\n");
}

TEST(PackageLock, LocksOfInstalledPackagesAreNotRead) {
  for (const char* path : {"app/node_modules/a/npm-shrinkwrap.json", "usr/share/nodejs/a/npm-shrinkwrap.json",
                           "var/lib/gems/3.1.0/gems/a-1.0/package-lock.json"}) {
    EXPECT_EQ(parsed(make_package_lock(), path, "{}"), "unwanted") << path;
  }
}

TEST(PackageLock, WithoutDependenciesIsEmpty) {
  EXPECT_EQ(parsed(make_package_lock(), "package-lock.json", R"({"name":"a","lockfileVersion":1})"), "");
}

TEST(PackageLock, BrokenFilesAreErrors) {
  const auto lock = make_package_lock();
  EXPECT_EQ(parsed(lock, "package-lock.json", "[]"), "error: package lock is not a JSON object");
  EXPECT_TRUE(parsed(lock, "package-lock.json", R"({"packages": {)").starts_with("error: JSON: "));
}

TEST(PackageLock, NestingHasALimit) {
  std::string text = R"({"dependencies":{)";
  for (int i = 0; i < 200; ++i) text += R"("a":{"version":"1","dependencies":{)";
  text += std::string(200 * 2, '}') + "}}";
  EXPECT_EQ(parsed(make_package_lock(), "package-lock.json", text),
            "error: dependencies nested deeper than 100");
}

TEST(PackageLock, UnusableNamesAreNotedAndTheRestStays) {
  EXPECT_EQ(
      parsed(make_package_lock(), "package-lock.json",
             R"({"packages":{"node_modules/a\u001b[2J":{"version":"1"},"node_modules/b":{"version":"2"}}})"),
      "declared pkg:npm/b@2\n"
      "note unreadable: 1 packages left out: control character in the name\n");
}

TEST(PackageLock, NumberOfPackagesHasALimit) {
  std::string text = R"({"packages":{"":{})";
  for (int i = 0; i < 50'010; ++i) text += ",\"node_modules/p" + std::to_string(i) + "\":{\"version\":\"1\"}";
  const auto got = parsed(make_package_lock(), "package-lock.json", text + "}}");
  EXPECT_TRUE(got.ends_with("note limit: more than 50000 packages; the rest was not read\n"));
}

}  // namespace
}  // namespace pratique::extract
