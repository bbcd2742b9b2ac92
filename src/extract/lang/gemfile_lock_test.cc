#include <gtest/gtest.h>

#include "support/parsed.h"
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

TEST(GemfileLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(testing::edges_of(make_gemfile_lock(), "Gemfile.lock",
                              pratique::testing::read_file("src/extract/lang/testdata/Gemfile.lock")),
            "buoy@0.3.0 depends-on rack@2.0.6\n"
            "quay@0.1.0 depends-on rack@2.0.6\n");
  EXPECT_EQ(
      testing::edges_of(make_gemfile_lock(), "Gemfile.lock",
                        "GEM\n  specs:\n    a (1)\n      b\n      rake (>= 1, < 3)\n    a (1-java)\n      b\n"
                        "    b (2)\n    b (2-java)\n    rake (1)\n      gone\nDEPENDENCIES\n  a!\n"),
      "a@1 depends-on b@2\n"
      "a@1 depends-on b@2\n"
      "a@1 depends-on rake@1\n")
      << "each on the gem for its own platform";
}

TEST(GemfileLock, ChecksumsAreKept) {
  const std::string sum(64, 'b');
  EXPECT_EQ(testing::details_of(
                make_gemfile_lock(), "Gemfile.lock",
                "GEM\n  specs:\n    a (1-java)\n    b (1)\n\nCHECKSUMS\n  a (1-java) sha256=" + sum +
                    "\n  b (1)\n"),
            "pkg:gem/a@1?platform=java sha256:" + sum + "\n");
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
  EXPECT_EQ(parsed(make_gemfile_lock(), "srv/gems/Gemfile.lock", "GEM\n  specs:\n"), "");
}

TEST(GemfileLock, WhatIsNoneIsAnErrorAndACutLineIsNoted) {
  const auto lock = make_gemfile_lock();
  EXPECT_EQ(parsed(lock, "Gemfile.lock", ""), "error: empty file");
  EXPECT_EQ(parsed(lock, "Gemfile.lock", std::string(40, '\0')), "error: offset 0: zero byte in a text");
  EXPECT_EQ(parsed(lock, "Gemfile.lock", "source \"https://gems.example\"\n"),
            "error: no section of Bundler's in it");
  EXPECT_EQ(parsed(lock, "Gemfile.lock", "GEM\n  specs:\n    rack (2.0.6)\n    rails (7."),
            "declared pkg:gem/rack@2.0.6\n"
            "note unreadable: 1 packages left out: no gem with a version: rails (7.\n");
  const std::string utf16("\xff\xfeG\0E\0M\0\n\0 \0 \0s\0p\0e\0c\0s\0:\0\n\0 \0 \0 \0 \0a\0 \0(\0001\0)\0",
                          46);
  EXPECT_EQ(parsed(lock, "Gemfile.lock", utf16), "declared pkg:gem/a@1\n");
}

}  // namespace
}  // namespace pratique::extract
