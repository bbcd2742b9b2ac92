// What the layers of an image are together, kept: the rules of kept_image.h on layers in memory, and whole scans.
#include "scan/kept_image.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "sbom/write.h"
#include "scan/assemble.h"
#include "scan/names.h"
#include "scan/scan.h"
#include "support/memory_blob.h"
#include "support/paths.h"

namespace pratique::scan {
namespace {

namespace fs = std::filesystem;
using support::MemoryBlob;

const model::Platform kPlatform{.os = "linux", .architecture = "amd64", .variant = {}};

class KeptImageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(place_);
    folder_ = *cache::Folder::open(place_, cache::kDefaultBytes, cache::Folder::Making::kMake);
  }
  void TearDown() override { fs::remove_all(place_); }

  using Sources = std::vector<std::unique_ptr<LayerSource>>;
  static Sources layers() {
    Sources sources;
    sources.push_back(MemoryBlob::of("srv/package-lock.json", R"({"lockfileVersion": 3, "packages": {
      "node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"version": "2.0.0"}}})"));
    sources.push_back(MemoryBlob::of("etc/os-release", "ID=debian\nVERSION_ID=12\n"));
    return sources;
  }
  static MemoryBlob& blob(Sources& sources, std::size_t number) {
    return dynamic_cast<MemoryBlob&>(*sources[number]);
  }

  // What a scan of these layers does: "kept" where it took all of it from the cache.
  std::string scan(Sources sources, std::vector<std::size_t> positions = {0, 1},
                   const model::Platform& platform = kPlatform, const base::Limits& limits = {},
                   std::size_t passes = 0) {
    base::Meter meter(limits);
    KeptImage image(folder_.get(), catalogue_, sources, positions, platform);
    if (auto kept = image.find(meter)) {
      EXPECT_EQ(*kept, last_);
      EXPECT_EQ(meter.charges(), last_charges_);
      return "kept";
    }
    const auto before = meter.charges();
    ScanOptions options;
    options.cache = folder_.get();
    auto read = read_layers(sources, catalogue_, 1, false, options, meter);
    if (!read) return read.error().what;
    const ImageView view(std::move(read->layers), positions);
    const auto names = settle_names(view, catalogue_, meter);
    last_ = model::Inventory{};
    last_.subject.platform = platform;
    assemble(view, names, catalogue_, meter, last_);
    image.keep(last_, *read, passes, before, meter);
    last_charges_ = meter.charges();
    last_.subject.platform = {};
    return "read";
  }

  const std::string place_ = ::testing::TempDir() + "pratique-image-" + std::to_string(::getpid());
  std::unique_ptr<cache::Folder> folder_;
  const extract::Catalogue catalogue_{extract::all_extractors()};
  model::Inventory last_;
  base::Charges last_charges_{};
};

TEST_F(KeptImageTest, WhatItsLayersAreTogetherIsTakenWhole) {
  EXPECT_EQ(scan(layers()), "read");
  ASSERT_EQ(last_.components.size(), 2u);
  EXPECT_EQ(last_.subject.distro.id, "debian");
  EXPECT_EQ(scan(layers()), "kept");
}

TEST_F(KeptImageTest, AnotherOrderOrPlatformIsAnotherImage) {
  EXPECT_EQ(scan(layers()), "read");
  EXPECT_EQ(scan(layers(), {1, 0}), "read");
  EXPECT_EQ(scan(layers(), {0, 1, 0}), "read");
  EXPECT_EQ(scan(layers(), {0, 1}, {.os = "linux", .architecture = "arm64", .variant = {}}), "read");
  EXPECT_EQ(scan(layers()), "kept");
}

// Then the layers are looked up one by one, which hashes them, and finds what is wrong.
TEST_F(KeptImageTest, WhatIsNotKnownToBeAsPromisedIsNotTakenWhole) {
  EXPECT_EQ(scan(layers()), "read");
  auto unknown = layers();
  blob(unknown, 1).stamp_text = "another file";
  EXPECT_EQ(scan(std::move(unknown)), "read");
  auto without = layers();
  blob(without, 0).stamp_text = "";
  EXPECT_EQ(scan(std::move(without)), "read");
  auto damaged = layers();
  blob(damaged, 0).stamp_text = "a third file";
  blob(damaged, 0).damage();
  EXPECT_NE(scan(std::move(damaged)).find("does not match its digest"), std::string::npos);
  auto longer = layers();
  longer[0]->promise->size += 1;
  EXPECT_NE(scan(std::move(longer)).find("its descriptor says"), std::string::npos);
  auto remote = layers();
  for (const auto number : {0u, 1u})
    blob(remote, number).stamp_text = "", blob(remote, number).addressed = true;
  EXPECT_EQ(scan(std::move(remote)), "kept");
}

TEST_F(KeptImageTest, WhatALimitCutIsNotKept) {
  for (const auto* limit : {"records=100", "entries=1", "memory=300"}) {
    base::Limits limits;
    ASSERT_TRUE(limits.set(limit));
    EXPECT_EQ(scan(layers(), {0, 1}, kPlatform, limits), "read") << limit;
  }
  EXPECT_EQ(scan(layers()), "read");
  // And what is kept is not taken where it would go over a limit.
  base::Limits limits;
  ASSERT_TRUE(limits.set("entries=1"));
  EXPECT_EQ(scan(layers(), {0, 1}, kPlatform, limits), "read");
}

// What came of them may hang on bytes that nobody summed.
TEST_F(KeptImageTest, WhatFurtherPassesBroughtJustNowIsNotKept) {
  EXPECT_EQ(scan(layers(), {0, 1}, kPlatform, {}, 1), "read");
  EXPECT_EQ(scan(layers()), "read");
  EXPECT_EQ(scan(layers()), "kept");
}

TEST_F(KeptImageTest, ADamagedEntryIsAMiss) {
  EXPECT_EQ(scan(layers()), "read");
  std::size_t entries = 0;
  for (const auto& file : fs::directory_iterator(folder_->path())) {
    if (!file.path().filename().string().starts_with("image-")) continue;
    ++entries;
    fs::resize_file(file.path(), fs::file_size(file.path()) - 1);
  }
  EXPECT_EQ(entries, 1u);
  EXPECT_EQ(scan(layers()), "read");
  EXPECT_EQ(scan(layers()), "kept");
}

std::vector<std::string> documents_of(const std::string& path, cache::Folder* folder,
                                      Statistics& statistics) {
  ScanOptions options;
  options.cache = folder;
  const auto done = scan(*parse_target(path), options);
  if (!done) return {base::to_line(done.error())};
  statistics = done->statistics;
  std::vector<std::string> documents;
  for (const auto& writer : sbom::all_writers())
    documents.push_back(sbom::text_of(done->inventory, writer->name()));
  return documents;
}

// Without the layers' own entries nothing but the image's can answer.
TEST_F(KeptImageTest, WholeScansAnswerAsWithoutACache) {
  PQ_NEED_SHARED();
  std::size_t images = 0;
  for (const auto& file : fs::directory_iterator(testing::shared_folder() + "/cases/scan")) {
    if (!file.path().filename().string().ends_with(".oci.tar")) continue;
    Statistics cold, warm;
    const auto plain = documents_of(file.path(), nullptr, cold);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(documents_of(file.path(), folder_.get(), warm), plain);
    for (const auto& entry : fs::directory_iterator(folder_->path())) {
      const auto name = entry.path().filename().string();
      if (name.starts_with("layer-") || name.starts_with("passes-")) fs::remove(entry.path());
    }
    EXPECT_EQ(documents_of(file.path(), folder_.get(), warm), plain) << file.path();
    if (warm.layers == 0 && warm.cached > 0) ++images;
  }
  EXPECT_GE(images, 3u);
}

}  // namespace
}  // namespace pratique::scan
