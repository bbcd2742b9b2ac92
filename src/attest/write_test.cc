#include "attest/write.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "codec/json.h"
#include "codec/stream.h"
#include "crypto/digest.h"

namespace pratique::attest {
namespace {

namespace fs = std::filesystem;

const std::string kImage = "sha256:" + std::string(64, 'a');
const oci::Descriptor kSubject{
    .media_type = "application/vnd.oci.image.manifest.v1+json", .digest = kImage, .size = 7};

Referrer numbered(int number) {
  return make_referrer(make_statement("https://example.org/" + std::to_string(number), "app", kImage, "{}"),
                       StatementWrapping::kBare, "https://example.org/" + std::to_string(number), kSubject);
}

class Layout : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("pratique-layout-" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "blobs/sha256");
    write("oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
    write("index.json", kIndex);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  std::string read(const std::string& name) {
    return *codec::read_all(**codec::open_file((folder_ / name).string()), 1 << 20);
  }
  Result<bool> attach(const Referrer& referrer) { return attach_to_layout(folder_.string(), referrer); }
  std::size_t entries() {
    const auto text = read("index.json");
    return codec::JsonDocument::parse(text)->root()["manifests"].size();
  }

  static constexpr const char* kIndex =
      "{ \"manifests\": [ {\"digest\":\"x\", \"own\": [1]} ]\n, \"more\": 1.50 }";
  fs::path folder_;
};

TEST(MakeReferrer, HasTheImageAsItsSubjectAndBothAnnotations) {
  const auto referrer = numbered(1);
  EXPECT_EQ(referrer.entry.digest, crypto::sha256(base::as_bytes(referrer.manifest)));
  const auto manifest = codec::JsonDocument::parse(referrer.manifest);
  const auto root = manifest->root();
  EXPECT_EQ(root["subject"]["digest"].text(), kImage);
  EXPECT_EQ(root["config"]["digest"].text(),
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  for (const auto* key : {"in-toto.io/predicate-type", "dev.sigstore.bundle.predicateType"}) {
    EXPECT_EQ(root["annotations"][key].text(), "https://example.org/1");
    EXPECT_EQ(referrer.entry.annotations.at(key), "https://example.org/1");
  }
  const auto statement = read_statement(referrer.layer);
  ASSERT_TRUE(statement) << base::to_line(statement.error());
  EXPECT_EQ(statement->subjects,
            (std::vector<StatementSubject>{{"app", {{"sha256", std::string(64, 'a')}}}}));
}

TEST_F(Layout, NothingElseChangesByteForByte) {
  fs::permissions(folder_ / "index.json", fs::perms::owner_read | fs::perms::owner_write);
  const auto one = numbered(1);
  EXPECT_EQ(attach(one), true);
  const std::string before = kIndex;
  EXPECT_EQ(read("index.json"), before.substr(0, before.find(" ]\n") + 1) + "," + to_text(one.entry) +
                                    before.substr(before.find("]\n")));
  EXPECT_EQ(fs::status(folder_ / "index.json").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(attach(one), false) << "it is there";
  write("index.json", R"({"manifests":[]})");
  EXPECT_EQ(attach(one), true);
  EXPECT_EQ(entries(), 1u);
}

TEST_F(Layout, WhatIsNoneIsLeftAlone) {
  for (const auto* text : {"", "{", "[]", "{}", R"({"manifests":{}})"}) {
    write("index.json", text);
    EXPECT_FALSE(attach(numbered(1))) << text;
    EXPECT_EQ(read("index.json"), text);
  }
  fs::remove(folder_ / "oci-layout");
  EXPECT_EQ(attach(numbered(1)).error().kind, ErrorKind::kUnsupported);
}

TEST_F(Layout, ADamagedBlobIsWrittenAnew) {
  const auto one = numbered(1);
  write("blobs/sha256/" + one.entry.digest.substr(7), "damaged");
  EXPECT_EQ(attach(one), true);
  EXPECT_EQ(read("blobs/sha256/" + one.entry.digest.substr(7)), one.manifest);
}

TEST_F(Layout, ManyWritersLoseNothing) {
  constexpr int kWriters = 6, kEach = 12;
  write("index.json", R"({"manifests":[]})");
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < kEach; ++i) failed += attach(numbered(writer * kEach + i)) == true ? 0 : 1;
    });
  }
  for (auto& one : threads) one.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(entries(), std::size_t{kWriters * kEach});
  for (const auto& one : fs::recursive_directory_iterator(folder_)) EXPECT_NE(one.path().extension(), ".tmp");
}

}  // namespace
}  // namespace pratique::attest
