// A folder of feeds, and databases that are built from it: for tests of what a build makes of feeds.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "advisory/database.h"

namespace pratique::support {

// A folder of feeds of our own, and the database made from it.
class FeedsFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = "build/test-tmp/advisory-" + std::to_string(getpid()) + "-" + info->name();
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void put(const std::string& path, std::string_view content) const {
    const auto full = std::filesystem::path(root_) / "feeds" / path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << content;
  }

  std::string path(const std::string& name = "a.db") const { return root_ + "/" + name; }
  advisory::BuildReport build(const std::string& name = "a.db") const {
    auto report = advisory::build_database(root_ + "/feeds", path(name), {});
    EXPECT_TRUE(report) << to_line(report.error());
    return report.value_or(advisory::BuildReport{});
  }
  advisory::Database open() const {
    auto database = advisory::Database::open(path());
    EXPECT_TRUE(database) << to_line(database.error());
    return *std::move(database);
  }

  void remove(const std::string& path) const {
    std::filesystem::remove_all(std::filesystem::path(root_) / "feeds" / path);
  }

  // Ten records, so that npm is no sample; GHSA-1 is also CVE-2020-1, GHSA-2 withdrawn.
  void put_npm() const {
    for (int i = 1; i <= 10; ++i) {
      const auto n = std::to_string(i);
      put("pack/GHSA-" + n + ".json",
          R"({"id": "GHSA-)" + n + R"(", "summary": "Hole )" + n + R"(", "modified": "2021-01-)" +
              (i < 10 ? "0" : "") + n + R"(T00:00:00Z", "aliases": ["CVE-2020-)" + n + R"("], )" +
              (i == 2 ? R"("withdrawn": "2021-02-01T00:00:00Z", )" : "") +
              R"("severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],)" +
              R"("references": [{"type": "WEB", "url": "https://example.com/)" + n + R"("}],)" +
              R"("affected": [{"package": {"ecosystem": "npm", "name": "left-pad"}, "ranges": [{"type": "SEMVER",)" +
              R"("events": [{"introduced": "0"}, {"fixed": "1.)" + n + R"(.0"}]}]}]})");
    }
  }

  std::string root_;
};

}  // namespace pratique::support
