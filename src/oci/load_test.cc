#include <gtest/gtest.h>

#include <map>

#include "crypto/digest.h"
#include "oci/image.h"

namespace pratique::oci {
namespace {

class Memory : public Store {
 public:
  Result<std::unique_ptr<codec::Source>> open(const std::string& name) override {
    const auto found = files.find(name);
    if (found == files.end()) return base::fail(ErrorKind::kNotFound, "not there", {.file = name});
    return codec::from_memory(base::as_bytes(found->second));
  }
  std::optional<std::uint64_t> size(const std::string& name) const override {
    const auto found = files.find(name);
    return found == files.end() ? std::nullopt : std::optional<std::uint64_t>(found->second.size());
  }
  std::uint64_t position(const std::string&) const override { return 0; }
  bool forward_only() const override { return false; }

  // Adds a blob and gives its descriptor; `more` are further members.
  std::string blob(const std::string& media_type, const std::string& content, const std::string& more = "") {
    const auto digest = crypto::sha256(base::as_bytes(content));
    files["blobs/sha256/" + digest.substr(7)] = content;
    return R"({"mediaType":")" + media_type + R"(","digest":")" + digest + R"(","size":)" +
           std::to_string(content.size()) + more + "}";
  }

  std::map<std::string, std::string> files;
};

constexpr const char* kManifest = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* kIndex = "application/vnd.oci.image.index.v1+json";
const std::string kDiffId = "sha256:" + std::string(64, 'd');

std::string manifest(Memory& store, const std::string& architecture) {
  const auto config = store.blob(
      "application/vnd.oci.image.config.v1+json",
      R"({"os":"linux","architecture":")" + architecture + R"(","rootfs":{"diff_ids":[")" + kDiffId +
          R"("]},"history":[{"created_by":"ADD x"},{"created_by":"ENV","empty_layer":true}]})");
  const auto layer = store.blob("application/vnd.oci.image.layer.v1.tar", "tar of " + architecture);
  return store.blob(kManifest, R"({"config":)" + config + R"(,"layers":[)" + layer + "]}",
                    R"(,"platform":{"os":"linux","architecture":")" + architecture + "\"}");
}

void index(Memory& store, const std::string& manifests) {
  store.files["index.json"] = R"({"manifests":[)" + manifests + "]}";
}

TEST(LoadImage, ReadsManifestAndConfig) {
  Memory store;
  index(store, manifest(store, "amd64"));
  const auto image = load_image(store, {});
  ASSERT_TRUE(image) << base::to_line(image.error());
  EXPECT_EQ(image->platform.architecture, "amd64");
  ASSERT_EQ(image->layers.size(), 1u);
  EXPECT_EQ(image->layers[0].diff_id, kDiffId);
  EXPECT_EQ(image->layers[0].created_by, "ADD x") << "empty layers have no blob";
}

TEST(LoadImage, ChoosesThePlatform) {
  Memory store;
  const auto both = manifest(store, "amd64") + "," + manifest(store, "arm64");
  index(store, store.blob(kIndex, R"({"manifests":[)" + both + "]}"));
  EXPECT_EQ(load_image(store, {})->platform.architecture, "amd64");
  EXPECT_EQ(load_image(store, {.platform = model::Platform{"linux", "arm64", ""}})->platform.architecture,
            "arm64");
  const auto missing = load_image(store, {.platform = model::Platform{"linux", "s390x", ""}});
  EXPECT_EQ(base::to_line(missing.error()),
            "no image for linux/s390x; there are: linux/amd64, linux/arm64; choose one with --platform");
}

TEST(LoadImage, SeveralReferencesNeedAChoice) {
  Memory store;
  const auto named = [&](const std::string& architecture, const std::string& name) {
    auto descriptor = manifest(store, architecture);
    descriptor.pop_back();
    return descriptor + R"(,"annotations":{"org.opencontainers.image.ref.name":")" + name + "\"}}";
  };
  index(store, named("amd64", "one") + "," + named("arm64", "two"));
  EXPECT_EQ(load_image(store, {}).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(load_image(store, {.ref = "two"})->platform.architecture, "arm64");
  EXPECT_EQ(load_image(store, {.ref = "three"}).error().kind, ErrorKind::kNotFound);
}

TEST(LoadImage, ChangedBytesAreAMismatch) {
  for (const char* changed : {"amd64", "layers"}) {
    Memory store;
    index(store, manifest(store, "amd64"));
    for (auto& [name, content] : store.files) {
      const auto at = name == "index.json" ? std::string::npos : content.find(changed);
      if (at != std::string::npos && !content.starts_with("tar")) content[at] = 'X';
    }
    EXPECT_EQ(load_image(store, {}).error().kind, ErrorKind::kMismatch) << changed;
  }
}

TEST(LoadImage, DigestsNeverBecomeOtherPaths) {
  Memory store;
  index(store, R"({"mediaType":")" + std::string(kManifest) +
                   R"(","digest":"sha256:../../../etc/passwd","size":1})");
  EXPECT_EQ(load_image(store, {}).error().kind, ErrorKind::kInvalid);
}

TEST(LoadImage, IndexesInIndexesEnd) {
  Memory store;
  auto inner = manifest(store, "amd64");
  for (int i = 0; i < 50; ++i) inner = store.blob(kIndex, R"({"manifests":[)" + inner + "," + inner + "]}");
  index(store, inner);
  EXPECT_EQ(load_image(store, {}).error().kind, ErrorKind::kLimit);
}

TEST(LoadImage, DockerArchiveOfTheOldForm) {
  Memory store;
  store.files["abc/layer.tar"] = "tar";
  store.files["config.json"] =
      R"({"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[")" + kDiffId + R"("]}})";
  store.files["manifest.json"] =
      R"([{"Config":"config.json","RepoTags":["a:1","a:2"],"Layers":["abc/layer.tar"]}])";
  const auto image = load_image(store, {});
  ASSERT_TRUE(image) << base::to_line(image.error());
  EXPECT_EQ(image->reference, "a:1");
  EXPECT_EQ(image->layers[0].size, 3u);
  store.files["manifest.json"] = R"([{"Config":"../../etc/passwd","Layers":["abc/layer.tar"]}])";
  EXPECT_EQ(load_image(store, {}).error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace pratique::oci
