// Stores on the disk that other programs keep: containerd's, and Podman's.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "crypto/digest.h"
#include "oci/engine/bolt.h"
#include "oci/engine/containerd.h"
#include "oci/engine/containers_storage.h"
#include "oci/engine/names.h"
#include "support/bolt_writer.h"

namespace pratique::oci::engine {
namespace {

using testing::BoltTree;
using testing::BoltWriter;

BoltFile::ReadAt reading(const std::string& file) {
  return [&file](std::uint64_t offset, std::uint64_t size) -> Result<std::vector<std::byte>> {
    const auto bytes = base::as_bytes(file);
    const auto start = std::min<std::uint64_t>(offset, bytes.size());
    const auto piece = bytes.subspan(start, std::min<std::uint64_t>(size, bytes.size() - start));
    return std::vector<std::byte>(piece.begin(), piece.end());
  };
}

std::vector<std::string> keys_of(BoltFile& file, const BoltFile::Bucket& bucket) {
  std::vector<std::string> keys;
  const auto done = file.each(bucket, [&](const BoltFile::Item& item) {
    keys.push_back(std::string(item.key) + (item.bucket ? "/" : "=" + std::to_string(item.value.size())));
    return true;
  });
  if (!done) keys.push_back(to_line(done.error()));
  return keys;
}

TEST(Bolt, KeysOfPagesBranchesAndBucketsInPagesCome) {
  BoltTree tree;
  for (char c = 'a'; c <= 'z'; ++c) tree.values[std::string(1, c)] = std::string(3, c);
  tree.values["long"] = std::string(5000, 'x');  // goes over several pages
  tree.buckets["small"].values["k"] = "v";
  tree.buckets["large"] = tree;
  const auto text = BoltWriter::write(tree);
  auto file = BoltFile::open(reading(text));
  ASSERT_TRUE(file) << to_line(file.error());
  EXPECT_EQ(keys_of(*file, file->root()).size(), 29u);
  EXPECT_EQ(keys_of(*file, *file->find(file->root(), "small")), std::vector<std::string>{"k=1"});
  const auto inner = keys_of(*file, *file->find(file->root(), "large"));
  EXPECT_EQ(inner.size(), 29u);
  EXPECT_NE(std::find(inner.begin(), inner.end(), "long=5000"), inner.end());
  EXPECT_EQ(file->find(file->root(), "none").error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(file->is_current());
}

TEST(Bolt, TheNewerSoundBeginningCounts) {
  BoltTree tree;
  tree.values["new"] = "1";
  auto text = BoltWriter::write(tree);
  text[20] ^= 1;  // of the newer one
  auto file = BoltFile::open(reading(text));
  // The older one names page 3, which is not there.
  ASSERT_TRUE(file) << to_line(file.error());
  EXPECT_FALSE(file->each(file->root(), [](const BoltFile::Item&) { return true; }));
  text[BoltWriter::kPage + 20] ^= 1;
  EXPECT_FALSE(BoltFile::open(reading(text)));
  EXPECT_FALSE(BoltFile::open(reading("")));
}

TEST(Bolt, TreesThatRunInCirclesEnd) {
  BoltTree tree;
  for (char c = 'a'; c <= 'z'; ++c) tree.values[std::string(1, c)] = "x";
  const auto sound = BoltWriter::write(tree);
  // Each branch's children lead to its own page.
  for (std::size_t page = 2; page * BoltWriter::kPage < sound.size(); ++page) {
    auto text = sound;
    const auto at = page * BoltWriter::kPage;
    if (text[at + 8] != 1) continue;
    text[at + 16 + 8] = static_cast<char>(page);
    auto file = BoltFile::open(reading(text));
    ASSERT_TRUE(file);
    EXPECT_FALSE(file->each(file->root(), [](const BoltFile::Item&) { return true; })) << page;
  }
}

// Whatever byte is damaged, it is an error or other keys, and it ends.
TEST(Bolt, DamageEndsInAnError) {
  BoltTree tree;
  for (char c = 'a'; c <= 'i'; ++c) tree.buckets["b"].values[std::string(1, c)] = std::string(30, c);
  const auto sound = BoltWriter::write(tree);
  for (std::size_t at = 0; at < sound.size(); at += 3) {
    auto text = sound;
    text[at] = static_cast<char>(text[at] ^ 0xff);
    auto file = BoltFile::open(reading(text));
    if (!file) continue;
    const auto bucket = file->find(file->root(), "b");
    if (!bucket) continue;
    EXPECT_LE(keys_of(*file, *bucket).size(), 200'000u);
  }
}

class Stores : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "stores_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) const {
    const auto whole = std::filesystem::path(folder_) / path;
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole, std::ios::binary) << text;
  }
  net::Environment environment(std::map<std::string, std::string> more) const {
    return [more](const char* name) {
      const auto found = more.find(name);
      return found == more.end() ? "" : found->second;
    };
  }

  const std::string diff_id_ = "sha256:" + std::string(64, 'd');
  const std::string config_ =
      R"({"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[")" + diff_id_ +
      R"("]}})";
  const std::string config_digest_ = crypto::sha256(base::as_bytes(config_));
  const std::string manifest_ =
      R"({"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":")" +
      config_digest_ + R"(","size":)" + std::to_string(config_.size()) +
      R"(},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":")" + diff_id_ +
      R"(","size":5}]})";
  const std::string manifest_digest_ = crypto::sha256(base::as_bytes(manifest_));
  std::string folder_;
};

TEST_F(Stores, ContainerdsImagesAreFoundByNameDigestAndNamespace) {
  BoltTree target;
  target.values = {{"digest", manifest_digest_},
                   {"mediatype", "application/vnd.oci.image.manifest.v1+json"},
                   {"size", ""}};
  const auto size = manifest_.size() * 2;  // zigzag
  target.values["size"] = std::string{static_cast<char>((size & 0x7f) | 0x80), static_cast<char>(size >> 7)};
  BoltTree root;
  auto& spaces = root.buckets["v1"].buckets;
  spaces["default"].buckets["images"].buckets["docker.io/library/app:1"].buckets["target"] = target;
  spaces["mine"].buckets["images"].buckets["example.com/other:2"].buckets["target"] = target;
  spaces["mine"].buckets["labels"].values["a"] = "b";
  write("io.containerd.metadata.v1.bolt/meta.db", BoltWriter::write(root));
  const std::string blobs = "io.containerd.content.v1.content/blobs/sha256/";
  write(blobs + manifest_digest_.substr(7), manifest_);
  write(blobs + config_digest_.substr(7), config_);
  const auto find = [&](const std::string& reference, std::map<std::string, std::string> more = {}) {
    more["PRATIQUE_CONTAINERD_ROOT"] = folder_;
    return open_containerd(reference, environment(std::move(more)));
  };
  for (const std::string name : {"app:1", "docker.io/library/app:1", "example.com/other:2"}) {
    const auto store = find(name);
    ASSERT_TRUE(store) << to_line(store.error());
    const auto image = load_image(**store, {});
    ASSERT_TRUE(image) << to_line(image.error());
    EXPECT_EQ(image->manifest_digest, manifest_digest_);
  }
  EXPECT_TRUE(find(manifest_digest_));
  EXPECT_TRUE(find("x@" + manifest_digest_));
  const auto absent = find("app:2");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().what,
            "containerd has no image \"app:2\"; there are: docker.io/library/app:1, example.com/other:2");
  EXPECT_FALSE(find("app:1", {{"CONTAINERD_NAMESPACE", "mine"}}));
  EXPECT_TRUE(find("example.com/other:2", {{"CONTAINERD_NAMESPACE", "mine"}}));
  const auto nothing = open_containerd("app", environment({{"PRATIQUE_CONTAINERD_ROOT", "/nonexistent"}}));
  EXPECT_EQ(nothing.error().kind, ErrorKind::kNotFound);
}

TEST_F(Stores, PodmansStorageGivesManifestConfigAndFolders) {
  const std::string id = config_digest_.substr(7), layer(64, 'e');
  const auto image = R"([{"id":")" + id + R"(","digest":")" + manifest_digest_ + R"(","layer":")" + layer +
                     R"(","names":["localhost/app:1"]}])";
  const auto layers = R"([{"id":")" + layer + R"(","diff-digest":")" + diff_id_ + R"("}])";
  write("overlay-images/images.json", image);
  write("overlay-layers/layers.json", layers);
  write("overlay-images/" + id + "/manifest", manifest_);
  // "sha256:<id>" in base64, which is 96 characters of 71.
  const auto find = [&](const std::string& name) {
    return find_in_storage("[overlay@" + folder_ + "]" + name, environment({}));
  };
  const auto without = find("app:1");
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().kind, ErrorKind::kNotFound);
  const auto base64 = [](const std::string& text) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
      unsigned bits = 0;
      for (std::size_t j = i; j < i + 3; ++j)
        bits = (bits << 8) | (j < text.size() ? static_cast<unsigned char>(text[j]) : 0u);
      for (std::size_t j = 0; j < 4; ++j)
        out += i + j <= text.size() ? kLetters[(bits >> (18 - 6 * j)) & 63] : '=';
    }
    return out;
  };
  write("overlay-images/" + id + "/=" + base64("sha256:" + id), config_);
  for (const auto& name :
       std::vector<std::string>{"app:1", "localhost/app:1", id.substr(0, 8), "sha256:" + id}) {
    const auto found = find(name);
    ASSERT_TRUE(found) << name << ": " << to_line(found.error());
    EXPECT_EQ(found->folders, std::vector<std::string>{folder_ + "/overlay/" + layer + "/diff"});
    EXPECT_EQ(found->image.layers.at(0).diff_id, diff_id_);
    EXPECT_FALSE(found->whole_tree);
  }
  EXPECT_EQ(find("app:2").error().what, "no image \"app:2\" in the storage; there are: localhost/app:1");
  // Another layer than the config's, one too many, a manifest that was changed.
  write("overlay-layers/layers.json",
        R"([{"id":")" + layer + R"(","diff-digest":"sha256:)" + std::string(64, '0') + R"("}])");
  EXPECT_EQ(find("app:1").error().kind, ErrorKind::kMismatch);
  write("overlay-layers/layers.json",
        R"([{"id":")" + layer + R"(","parent":")" + std::string(64, 'f') + R"("}])");
  EXPECT_EQ(find("app:1").error().kind, ErrorKind::kMismatch);
  write("overlay-layers/layers.json", layers);
  write("overlay-images/" + id + "/manifest", manifest_ + " ");
  EXPECT_EQ(find("app:1").error().kind, ErrorKind::kMismatch);
}

// Ids are parts of paths.
TEST(StorageLists, WhatIsNoIdIsLeftOut) {
  const auto images =
      parse_storage_images(R"([{"id":"../../etc","layer":""},{"id":")" + std::string(64, 'a') +
                           R"(","layer":"../x"},{"id":")" + std::string(64, 'b') + R"("}])");
  ASSERT_TRUE(images);
  ASSERT_EQ(images->size(), 1u);
  EXPECT_EQ(images->front().id, std::string(64, 'b'));
  EXPECT_EQ(
      parse_storage_layers(R"([{"id":"x"},{"id":")" + std::string(64, 'a') + R"(","parent":".."}])")->size(),
      0u);
  for (const auto* text : {"", "{}", "[", "nul"}) EXPECT_FALSE(parse_storage_images(text)) << text;
}

TEST(Names, AShortNameStandsForItsFullOnes) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(spellings("alpine"),
            (Names{"alpine", "alpine:latest", "localhost/alpine:latest", "docker.io/library/alpine:latest"}));
  EXPECT_EQ(spellings("org/app:2"),
            (Names{"org/app:2", "org/app:2", "localhost/org/app:2", "docker.io/org/app:2"}));
  EXPECT_EQ(spellings("host:5000/app"), (Names{"host:5000/app", "host:5000/app:latest"}));
  EXPECT_EQ(spellings("localhost/app"), (Names{"localhost/app", "localhost/app:latest"}));
  const auto digest = "sha256:" + std::string(64, 'a');
  EXPECT_EQ(spellings("a:1@" + digest).at(1), "a@" + digest);
  EXPECT_EQ(digest_of("a:1@" + digest), digest);
  EXPECT_EQ(digest_of("a@sha256:1"), "");
}

}  // namespace
}  // namespace pratique::oci::engine
