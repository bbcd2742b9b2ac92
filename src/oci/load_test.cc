#include <gtest/gtest.h>

#include <map>

#include "base/text.h"
#include "crypto/digest.h"
#include "oci/image.h"

namespace pratique::oci {
namespace {

class Memory : public Store {
 public:
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    const auto found = files.find(name);
    if (found == files.end()) return base::fail(ErrorKind::kNotFound, "not there", {.file = name});
    ++opened;
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
  int opened = 0;
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

// One image whose config and manifest have all that is read of them.
std::string whole_image(Memory& store) {
  const auto config =
      store.blob("application/vnd.oci.image.config.v1+json",
                 R"({"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[")" + kDiffId +
                     R"("]},"config":{"User":"1000","WorkingDir":"/srv","StopSignal":"SIGQUIT",
    "Env":["PATH=/bin","DB_PASSWORD=hunter2","URL=postgres://u:hunter2@db/x"],"Entrypoint":["/run"],
    "Cmd":["--token","hunter2","--port","80"],"ExposedPorts":{"80/tcp":{},"443/tcp":{}},"Volumes":{"/data":{}},
    "Labels":{"org.opencontainers.image.source":"https://git.example/shop","api_key":"hunter2"},
    "Healthcheck":{"Test":["CMD-SHELL","curl -H 'Authorization: Bearer hunter2' x"],"Interval":30,"Retries":3}},
    "history":[{"created_by":"ADD x","created":"2024-01-01T00:00:00Z","author":"a"},
    {"created_by":"ENV DB_PASSWORD=hunter2","empty_layer":true,"comment":"c"}]})");
  const auto layer = store.blob("application/vnd.oci.image.layer.v1.tar", "tar");
  return store.blob(
      kManifest,
      R"({"config":)" + config + R"(,"layers":[)" + layer +
          R"(],"annotations":{"org.opencontainers.image.base.name":"debian:12","token":"hunter2"}})");
}

TEST(LoadImage, KeepsTheWholeConfigWithoutItsSecrets) {
  Memory store;
  index(store, whole_image(store));
  const auto image = load_image(store, {});
  ASSERT_TRUE(image) << base::to_line(image.error());
  const model::ImageConfig wanted{
      .user = "1000",
      .working_dir = "/srv",
      .env = {"PATH=/bin", "DB_PASSWORD=[redacted]", "URL=postgres://u:[redacted]@db/x"},
      .entrypoint = {"/run"},
      .cmd = {"--token", "[redacted]", "--port", "80"},
      .ports = {"443/tcp", "80/tcp"},
      .volumes = {"/data"},
      .stop_signal = "SIGQUIT",
      .healthcheck = {.test = {"CMD-SHELL", "curl -H 'Authorization: Bearer [redacted]' x"},
                      .interval = 30,
                      .retries = 3}};
  EXPECT_EQ(image->config, wanted);
  ASSERT_EQ(image->history.size(), 2u);
  EXPECT_EQ(image->history[0], (model::Instruction{"ADD x", "2024-01-01T00:00:00Z", "a", "", 0}));
  EXPECT_EQ(image->history[1],
            (model::Instruction{"ENV DB_PASSWORD=[redacted]", "", "", "c", model::kNoLayer}));
  EXPECT_EQ(image->labels.at("api_key"), "[redacted]");
  EXPECT_EQ(image->annotations.at("token"), "[redacted]");
  EXPECT_EQ(image->bases,
            (std::vector<model::BaseImage>{{.name = "debian:12", .digest = "", .known_by = "label"}}));
  EXPECT_EQ(image->provenance.source, "https://git.example/shop");
  std::vector<std::string> rules;
  for (const auto& one : image->observations) {
    EXPECT_EQ(one.kind, model::ObservationKind::kSecret);
    EXPECT_EQ(one.message.find("hunter2"), std::string::npos);
    rules.push_back(one.rule);
  }
  EXPECT_EQ(rules,
            (std::vector<std::string>{"secret-in-label", "secret-in-environment", "secret-in-environment",
                                      "secret-in-command", "secret-in-command", "secret-in-history",
                                      "secret-in-annotation"}));
}

TEST(LoadImage, KnowsTheStatementsBesideIt) {
  Memory store;
  const auto image = manifest(store, "amd64");
  const auto of_it = image.substr(image.find("sha256:"), 71);
  const auto beside = [&](const std::string& about) {
    return store.blob(
        kManifest, "{\"about\":\"" + about + "\"}",
        R"(,"platform":{"os":"unknown","architecture":"unknown"},"annotations":{"vnd.docker.reference.type":
    "attestation-manifest","vnd.docker.reference.digest":")" +
            about + "\"}");
  };
  index(store, image + "," + beside(of_it) + "," + beside("sha256:" + std::string(64, '7')));
  const auto loaded = load_image(store, {});
  ASSERT_TRUE(loaded) << base::to_line(loaded.error());
  EXPECT_EQ(loaded->attestations.size(), 1u) << "of another image is none of this one's";
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

// 7 levels, each naming the next 12 times under names of its own: 12^7 ways to one image.
TEST(LoadImage, AnIndexIsOpenedOnceHoweverManyWaysLeadToIt) {
  Memory store;
  auto inner = manifest(store, "amd64");
  for (int depth = 0; depth < 7; ++depth) {
    std::string all;
    for (int i = 0; i < 12; ++i) {
      const auto name = std::to_string(depth) + "-" + std::to_string(i);
      all += std::string(i ? "," : "") + inner.substr(0, inner.size() - 1) +
             R"(,"annotations":{"org.opencontainers.image.ref.name":")" + name + "\"}}";
    }
    inner = store.blob(kIndex, R"({"manifests":[)" + all + "]}");
  }
  index(store, inner);
  const auto image = load_image(store, {.ref = "0-11"});
  ASSERT_TRUE(image) << base::to_line(image.error());
  EXPECT_LT(store.opened, 100);
}

TEST(LoadImage, IndexEntriesBeyondALimitAreSaid) {
  const auto many = [](int count) {
    Memory store;
    auto one = manifest(store, "amd64");
    one.pop_back();
    std::string all;
    for (int i = 0; i < count; ++i) {
      all += (i ? "," : "") + one + R"(,"annotations":{"org.opencontainers.image.ref.name":")" +
             std::to_string(i) + "\"}}";
    }
    index(store, all);
    return store;
  };
  auto some = many(1'100);
  EXPECT_TRUE(load_image(some, {.ref = "1099"})->notes.empty());
  auto too_many = many(10'001);
  const auto image = load_image(too_many, {.ref = "9999"});
  ASSERT_TRUE(image) << base::to_line(image.error());
  ASSERT_EQ(image->notes.size(), 1u);
  EXPECT_EQ(image->notes[0].message,
            "indexes name more than 10,000 images; images named beyond that were not looked at");
  EXPECT_TRUE(image->notes[0].incomplete);
  EXPECT_TRUE(base::contains(base::to_line(load_image(too_many, {.ref = "10000"}).error()), "10,000 images"));
}

TEST(LoadImage, ManyIndexesAreALimitToo) {
  Memory store;
  std::string all;
  for (int i = 0; i < 300; ++i) {
    const auto platform = manifest(store, "amd64");
    all += (i ? "," : "") +
           store.blob(kIndex, R"({"n":)" + std::to_string(i) + R"(,"manifests":[)" + platform + "]}");
  }
  index(store, all);
  const auto image = load_image(store, {});
  ASSERT_TRUE(image) << base::to_line(image.error());
  ASSERT_EQ(image->notes.size(), 1u);
  EXPECT_EQ(image->notes[0].message,
            "more than 256 indexes in the index; images named beyond that were not looked at");
}

TEST(LoadImage, PlatformsMeetInEverySpelling) {
  Memory store;
  const auto arm = manifest(store, "arm64");
  auto with_variant = arm;
  with_variant.replace(with_variant.find(R"("architecture":"arm64")"), 22,
                       R"("architecture":"arm64","variant":"v8")");
  index(store, manifest(store, "amd64") + "," + with_variant);
  for (const char* text : {"arm64", "linux/arm64", "linux/arm64/v8", "linux/aarch64", "Linux/ARM64/8"}) {
    const auto image = load_image(store, {.platform = *model::parse_platform(text)});
    ASSERT_TRUE(image) << text << base::to_line(image.error());
    EXPECT_EQ(model::to_string(image->platform), "linux/arm64/v8") << "the index knows the variant";
  }
  EXPECT_TRUE(load_image(store, {.platform = *model::parse_platform("linux/x86_64/v1")}));
  EXPECT_EQ(load_image(store, {.platform = *model::parse_platform("linux/arm/v7")}).error().kind,
            ErrorKind::kUsage);
}

TEST(LoadImage, TheNearestVariantIsTaken) {
  Memory store;
  std::string all;
  for (const char* variant : {"v5", "v6", "v8"}) {
    auto one = manifest(store, "arm");
    one.replace(one.rfind('}') - 1, 1, R"(,"variant":")" + std::string(variant) + "\"}");
    const auto digest = one.find("sha256:") + 7;
    const auto content =
        store.files["blobs/sha256/" + one.substr(digest, 64)] + std::string(variant[1] - '0', ' ');
    auto other = store.blob(kManifest, content);
    all +=
        (all.empty() ? "" : ",") + other.substr(0, other.size() - 1) + one.substr(one.find(",\"platform\""));
  }
  index(store, all);
  const auto chosen = [&](const char* text) {
    const auto image = load_image(store, {.platform = *model::parse_platform(text)});
    return image ? image->platform.variant : base::to_line(image.error());
  };
  EXPECT_EQ(chosen("linux/arm/v7"), "v6");
  EXPECT_EQ(chosen("linux/arm"), "v6");
  EXPECT_EQ(chosen("linux/arm/v6"), "v6");
  EXPECT_EQ(chosen("linux/arm/v5"), "v5");
  EXPECT_EQ(chosen("linux/arm/v8"), "v8");
}

TEST(LoadImage, ConfigsSayThePlatformWhereTheIndexDoesNot) {
  Memory store;
  std::string all;
  for (const char* architecture : {"arm64", "amd64", "s390x"}) {
    const auto one = manifest(store, architecture);
    all += (all.empty() ? "" : ",") + one.substr(0, one.find(",\"platform\"")) + "}";
  }
  index(store, all);
  EXPECT_EQ(load_image(store, {})->platform.architecture, "amd64");
  EXPECT_EQ(load_image(store, {.platform = *model::parse_platform("linux/s390x")})->platform.architecture,
            "s390x");
}

TEST(LoadImage, AnIndexOfWhatWasNotSavedGivesWhatWas) {
  Memory store;
  const auto amd = manifest(store, "amd64"), arm = manifest(store, "arm64");
  index(store, amd + "," + arm);
  store.files.erase("blobs/sha256/" + amd.substr(amd.find("sha256:") + 7, 64));
  EXPECT_EQ(load_image(store, {})->platform.architecture, "arm64");
}

TEST(LoadImage, AmbiguousDocumentsAreRefused) {
  Memory store;
  index(store, store.blob(kManifest, R"({"config":{},"layers":[],"manifests":[]})"));
  EXPECT_TRUE(base::contains(base::to_line(load_image(store, {}).error()), "a manifest and an index in one"));
  index(store, store.blob(kManifest, R"({"config":{},"layers":[],"Layers":[1]})"));
  EXPECT_TRUE(base::contains(base::to_line(load_image(store, {}).error()), "\"layers\" 2 times"));
}

TEST(LoadImage, TwoImagesOfOnePlatformAreSaid) {
  Memory store;
  const auto one = manifest(store, "amd64");
  auto other =
      store.blob(kManifest, store.files["blobs/sha256/" + one.substr(one.find("sha256:") + 7, 64)] + " ",
                 R"(,"platform":{"os":"linux","architecture":"amd64"})");
  index(store, one + "," + other);
  const auto image = load_image(store, {});
  ASSERT_TRUE(image) << base::to_line(image.error());
  ASSERT_EQ(image->notes.size(), 1u);
  EXPECT_EQ(image->notes[0].message, "the index names 2 images for linux/amd64; the first was taken");
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
  EXPECT_EQ(base::to_line(load_image(store, {}).error()),
            "manifest.json: config \"../../etc/passwd\" would lie outside the archive");
}

// A docker-archive of one layer "l" and the config "c", whose manifest.json is this text.
Memory docker(const std::string& manifest) {
  Memory store;
  store.files["l"] = "tar";
  store.files["c"] = R"({"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[")" + kDiffId + R"("]}})";
  store.files["c2"] = R"({"os":"linux","architecture":"arm64","rootfs":{"diff_ids":[")" + kDiffId + R"("]}})";
  store.files["manifest.json"] = manifest;
  return store;
}

TEST(DockerManifest, WhatIsWrongIsSaidInOneLine) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([{"Config":"c","Layers":["../l"]}])",
       "manifest.json: layer \"../l\" would lie outside the archive"},
      {R"([{"Config":"c","Layers":[7]}])", "manifest.json: a layer's name is no text"},
      {R"([{"Config":"c","Layers":["m"]}])", "m: layer is not in the archive"},
      {R"([{"Config":"c","Layers":["l","l"]}])", "c: config names 1 layers, manifest 2"},
      {R"([{"Config":"c","Layers":null}])", "c: config names 1 layers, manifest 0"},
      {R"([{"Config":"d","Layers":["l"]}])", "d: not there"},
      {R"([{"Config":"c","Layers":["l"],"Layers":[]}])",
       "manifest.json: has \"Layers\" 2 times, and tools differ in which one counts"},
      {R"([{"Config":"c","config":"d","Layers":["l"]}])",
       "manifest.json: has \"Config\" 2 times, and tools differ in which one counts"},
      {R"([{"Config":"c","RepoTags":["a:1"],"Layers":["l"]},{"Config":"c2","RepoTags":["a:1"],"Layers":["l"]}])",
       "several images, and two of one name: (unnamed), a:1; choose one by the digest of its config: --ref "
       "sha256:…"},
      {R"([{"Config":"c","RepoTags":["a:1"],"Layers":["l"]},{"Config":"c2","RepoTags":["b:1"],"Layers":["l"]}])",
       "several images: a:1, b:1; choose one with --ref"},
      {R"([{"Config":"c","Layers":["l"])", "manifest.json: "},  // cut off
  };
  for (const auto& [manifest, line] : cases) {
    auto store = docker(manifest);
    EXPECT_EQ(form_of(store), Form::kDocker) << manifest;
    const auto image = load_image(store, {});
    ASSERT_FALSE(image) << manifest;
    EXPECT_TRUE(base::to_line(image.error()).starts_with(line)) << base::to_line(image.error());
  }
}

TEST(DockerManifest, AnImageNamedTwiceIsOneImage) {
  auto store = docker(
      R"([{"Config":"c","RepoTags":["a:1"],"Layers":["l"]},{"Config":"./c","RepoTags":["a:1"],"Layers":["./l"]}])");
  const auto image = load_image(store, {});
  ASSERT_TRUE(image) << base::to_line(image.error());
  EXPECT_EQ(image->reference, "a:1");
}

TEST(DockerManifest, AnotherManifestDeclaresNothing) {
  for (const char* manifest :
       {R"({"name":"App","start_url":"/","icons":[]})", R"({"manifest_version":3})", "[]", "[1]", "{", "",
        R"([{"Config":"c"}])", R"([{"Config":"c","Layers":["l"]},{"src":"/a.js"}])",
        R"({"Config":"c","Layers":["l"]})", R"({"schemaVersion":2,"config":{"digest":"x"}})"}) {
    auto store = docker(manifest);
    EXPECT_EQ(form_of(store), Form::kNone) << manifest;
  }
  Memory website;
  website.files["index.json"] = R"({"manifests":[{"src":"/a.js"}]})";
  EXPECT_EQ(form_of(website), Form::kNone);
}

TEST(DockerManifest, ThatOfBefore110IsRefused) {
  Memory store;
  const std::string id(64, 'a');
  store.files["repositories"] = R"({"app":{"latest":")" + id + "\"}}";
  EXPECT_EQ(form_of(store), Form::kNone);
  store.files[id + "/json"] = "{}";
  ASSERT_EQ(form_of(store), Form::kOldDocker);
  EXPECT_EQ(base::to_line(load_image(store, {}).error()),
            "an archive of Docker before 1.10, without manifest.json; load it with docker and save it again");
}

TEST(LoadImage, SkopeosFolderIsRead) {
  Memory store;
  const auto descriptor = manifest(store, "amd64");
  Memory folder;
  for (const auto& [name, content] : store.files) folder.files[name.substr(name.rfind('/') + 1)] = content;
  const auto digest = descriptor.substr(descriptor.find("sha256:") + 7, 64);
  folder.files["manifest.json"] = folder.files[digest];
  EXPECT_EQ(form_of(folder), Form::kNone) << "schemaVersion is missing";
  folder.files["manifest.json"].replace(0, 1, R"({"schemaVersion":2,)");
  ASSERT_EQ(form_of(folder), Form::kSkopeoFolder);
  const auto image = load_image(folder, {});
  ASSERT_TRUE(image) << base::to_line(image.error());
  EXPECT_EQ(image->layers.size(), 1u);
  folder.files[digest + ".manifest.json"] = folder.files[digest];
  folder.files["manifest.json"] = R"({"schemaVersion":2,"manifests":[)" + descriptor + "]}";
  EXPECT_TRUE(load_image(folder, {}));
}

}  // namespace
}  // namespace pratique::oci
