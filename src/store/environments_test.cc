#include "store/environments.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "support/inventory_sample.h"
#include "support/paths.h"

namespace pratique::store {
namespace {

class EnvironmentsTest : public ::testing::Test {
 protected:
  EnvironmentsTest() {
    std::filesystem::create_directories(folder_);
    std::filesystem::remove(path_);
  }
  ~EnvironmentsTest() override { std::filesystem::remove_all(folder_); }

  static RecordedImage image(const char* environment, const char* name, const char* digest,
                             const char* recorded = "2026-08-01T00:00:00Z") {
    const std::string_view whole = name;
    return {.environment = environment,
            .name = name,
            .repository = std::string(whole.substr(0, whole.rfind(':'))),
            .digest = digest,
            .platform = "linux/amd64",
            .recorded = recorded,
            .removed = "",
            .packages = 3};
  }
  static model::Inventory inventory(const char* purl = "pkg:npm/a@1") {
    model::Inventory one;
    one.components.push_back({.purl = *model::parse_purl(purl)});
    model::normalise(one);
    return one;
  }
  EnvironmentStore open() { return *EnvironmentStore::open(path_, true); }
  static std::vector<std::string> names(const Result<std::vector<RecordedImage>>& images) {
    std::vector<std::string> all;
    for (const auto& one : *images)
      all.push_back(one.environment + " " + one.name + (one.removed.empty() ? "" : " removed"));
    return all;
  }
  using Names = std::vector<std::string>;

  std::string folder_ = ::testing::TempDir() + "pratique-environments-" + std::to_string(::getpid());
  std::string path_ = folder_ + "/e.db";
};

TEST_F(EnvironmentsTest, WhatIsRecordedIsThereAndJudgeable) {
  ASSERT_TRUE(*open().record(image("production", "r/app:1", "sha256:01"), inventory(), false));
  auto again = open();
  EXPECT_EQ(names(again.images("production", false)), (Names{"production r/app:1"}));
  EXPECT_EQ(*again.inventory_of(again.images("", false)->front()), inventory());
  EXPECT_FALSE(
      *again.record(image("production", "r/app:1", "sha256:01", "2026-09-01T00:00:00Z"), inventory(), false));
  EXPECT_EQ(again.images("production", true)->size(), 1u);
}

TEST_F(EnvironmentsTest, VersionsStandSideBySideUnlessTheyAreReplaced) {
  auto store = open();
  ASSERT_TRUE(*store.record(image("production", "r/app:1", "sha256:01"), inventory(), false));
  ASSERT_TRUE(*store.record(image("production", "r/other:1", "sha256:09"), inventory(), false));
  ASSERT_TRUE(*store.record(image("production", "r/app:2", "sha256:02"), inventory(), false));
  EXPECT_EQ(store.images("production", false)->size(), 3u);
  ASSERT_TRUE(*store.record(image("production", "r/app:3", "sha256:03"), inventory(), true));
  EXPECT_EQ(names(store.images("production", false)), (Names{"production r/app:3", "production r/other:1"}));
  EXPECT_EQ(names(store.images("production", true)),
            (Names{"production r/app:1 removed", "production r/app:2 removed", "production r/app:3",
                   "production r/other:1"}));
}

TEST_F(EnvironmentsTest, WhatIsRemovedStaysInTheHistory) {
  auto store = open();
  ASSERT_TRUE(*store.record(image("production", "r/app:1", "sha256:0123456789"), inventory(), false));
  ASSERT_TRUE(*store.record(image("staging", "r/app:1", "sha256:0123456789"), inventory(), false));
  EXPECT_TRUE(store.remove("production", "r/app:2", "2026-08-02T00:00:00Z")->empty());
  EXPECT_EQ(store.remove("production", "sha256:0123", "2026-08-02T00:00:00Z")->size(), 1u);
  EXPECT_EQ(names(store.images("", false)), (Names{"staging r/app:1"}));
  const auto all = *store.environments();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name + std::to_string(all[0].images) + all[0].changed, "production02026-08-02T00:00:00Z");
  // It may come back.
  EXPECT_TRUE(*store.record(image("production", "r/app:1", "sha256:0123456789", "2026-08-03T00:00:00Z"),
                            inventory(), false));
  EXPECT_EQ(store.images("production", true)->size(), 2u);
}

TEST_F(EnvironmentsTest, NamesOfEnvironments) {
  for (const auto* good : {"production", "a", "eu-west/canary", "v1.2_x"})
    EXPECT_TRUE(is_environment_name(good)) << good;
  for (const auto* bad : {"", "-a", "a/", "a b", "ü", "a\n"}) EXPECT_FALSE(is_environment_name(bad)) << bad;
  const auto refused = open().record(image("a b", "r/app:1", "sha256:01"), inventory(), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
}

TEST_F(EnvironmentsTest, OtherFilesAreRefusedAndLeftAlone) {
  EXPECT_EQ(EnvironmentStore::open(path_, false).error().kind, ErrorKind::kNotFound);
  std::ofstream(path_) << "no database at all, but longer than a header of one, which has a hundred bytes at "
                          "its begin, as is said";
  const auto refused = EnvironmentStore::open(path_, true);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(base::contains(to_line(refused.error()), "e.db")) << to_line(refused.error());
  EXPECT_EQ(testing::read_file(path_).substr(0, 11), "no database");
}

TEST_F(EnvironmentsTest, SeveralWritersLoseNothing) {
  auto one = open(), other = open();
  for (int i = 0; i < 20; ++i) {
    auto& store = i % 2 == 0 ? one : other;
    const auto digest = "sha256:" + std::to_string(i + 10);
    ASSERT_TRUE(*store.record(image("e", "r/app:1", digest.c_str()), inventory(), false));
  }
  EXPECT_EQ(one.images("e", false)->size(), 20u);
}

}  // namespace
}  // namespace pratique::store
