#include <gtest/gtest.h>

#include "extract/lang/support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_gemfile_lock();

namespace {

using testing::parsed;

TEST(GemfileLock, ReadsTheSpecsOfEachSource) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/Gemfile.lock");
  EXPECT_EQ(parsed(make_gemfile_lock(), "app/Gemfile.lock", text),
            "declared pkg:gem/buoy@0.3.0\n"
            "declared pkg:gem/mini_portile2@2.8.4\n"
            "declared pkg:gem/nokogiri@1.15.4?platform=x86_64-linux\n"
            "declared pkg:gem/quay@0.1.0 main\n"
            "declared pkg:gem/rack@2.0.6\n");
}

TEST(GemfileLock, WindowsLineEnds) {
  EXPECT_EQ(parsed(make_gemfile_lock(), "gems.locked", "GEM\r\n  specs:\r\n    a (1.0)\r\n      b (= 2)\r\n"),
            "declared pkg:gem/a@1.0\n");
}

TEST(GemfileLock, UnsolvedMergeIsAnError) {
  EXPECT_EQ(parsed(make_gemfile_lock(), "Gemfile.lock", "GEM\n  specs:\n<<<<<<< HEAD\n    a (1.0)\n"),
            "error: line 3: unsolved merge");
}

TEST(GemfileLock, LocksOfInstalledGemsAreNotRead) {
  EXPECT_EQ(parsed(make_gemfile_lock(), "var/lib/gems/3.1.0/gems/a-1.0/Gemfile.lock", ""), "unwanted");
  EXPECT_EQ(parsed(make_gemfile_lock(), "srv/gems/Gemfile.lock", ""), "");
}

}  // namespace
}  // namespace pratique::extract
