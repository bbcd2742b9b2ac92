// Lists of publishers that name more than is held.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/told.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

// A publisher on the disk, and a feed of it.
class Listed : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "pratique-listed-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
    std::filesystem::create_directories(root_ / "mirror/h");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  template <typename Line>
  void publish(const char* name, std::size_t count, Line line) const {
    std::ofstream out(root_ / "mirror/h" / name, std::ios::binary);
    for (std::size_t i = 0; i < count; ++i) out << line(i);
  }

  // What became of the fetch; the documents themselves are nowhere.
  std::string fetch(const FeedRow& row) const {
    net::Client client{net::ClientOptions{}};
    const Publisher publisher(client, (root_ / "mirror").string());
    const auto store = FeedStore::lock((root_ / "kept").string(), [] {});
    if (!store) return base::to_line(store.error());
    auto retry = net::RetryPolicy::never();
    retry.sleep = [](auto) {};
    const FetchPlan plan{publisher, *store, retry, 1'790'000'000, 0, [](const char*) { return ""; }};
    Fetching feed(row, plan, [](auto, auto) {});
    const auto done = kind_of(row)->fetch(feed);
    return done ? "fetched" : base::to_line(done.error());
  }

  std::filesystem::path root_;
};

TEST_F(Listed, MoreDocumentsThanAreHeldAreALimit) {
  publish("index", 2'000'001, [](std::size_t i) { return "CVE-2026-" + std::to_string(10'000 + i) + "\n"; });
  const FeedRow row{.name = "x",
                    .kind = "indexed",
                    .urls = {"https://h/"},
                    .settings = {{"index", "index"}, {"form", "paths"}, {"each", "{id}.json"}}};
  EXPECT_NE(fetch(row).find("more than 2,000,000 documents are listed"), std::string::npos) << fetch(row);
}

TEST_F(Listed, MoreDeletionsThanAreHeldAreALimit) {
  publish("index", 1, [](std::size_t) { return "2026-09-01T00:00:00Z,a\n"; });
  publish("gone", 2'000'001,
          [](std::size_t i) { return std::to_string(i) + ".json,2026-09-02T00:00:00Z\n"; });
  const FeedRow row{
      .name = "x",
      .kind = "indexed",
      .urls = {"https://h/"},
      .settings = {{"index", "index"}, {"form", "time,id"}, {"each", "{id}.json"}, {"deletions", "gone"}}};
  EXPECT_NE(fetch(row).find("more than 2,000,000 deletions are listed"), std::string::npos) << fetch(row);
}

}  // namespace
}  // namespace pratique::update
