// A layer's analysis is a value: nothing of a scan hangs on whether it was made here, by how many threads, or
// came from the cache, in which the rules of kept.h put it.
#include "scan/kept.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "extract/analysis_codec.h"
#include "sbom/write.h"
#include "scan/names.h"
#include "scan/scan.h"
#include "support/golden.h"
#include "support/invented.h"
#include "support/memory_blob.h"
#include "support/memory_layer.h"
#include "support/numbered.h"
#include "support/paths.h"

namespace pratique::scan {
namespace {

namespace fs = std::filesystem;

// A folder for a cache that ends with the test.
class Place {
 public:
  Place() { fs::remove_all(path_); }
  ~Place() { fs::remove_all(path_); }
  std::unique_ptr<cache::Folder> open() const {
    return *cache::Folder::open(path_, cache::kDefaultBytes, cache::Folder::Making::kMake);
  }

 private:
  const std::string path_ = ::testing::TempDir() + "pratique-kept-" + std::to_string(::getpid());
};

struct Answer {
  // Every form of document, or the error.
  std::vector<std::string> documents;
  Statistics statistics = {};
};

Answer answer_of(const std::string& path, ScanOptions options, cache::Folder* folder) {
  options.cache = folder;
  Answer answer;
  const auto target = parse_target(path);
  const auto done = target ? scan(*target, options) : tl::unexpected(target.error());
  if (!done) {
    answer.documents.push_back(base::to_line(done.error()));
    return answer;
  }
  answer.statistics = done->statistics;
  for (const auto& writer : sbom::all_writers())
    answer.documents.push_back(sbom::text_of(done->inventory, writer->name()));
  return answer;
}

// Without a cache, with an empty one, with what that scan has kept, and with what the next one has.
void expect_same_answers(const std::string& path, std::size_t layers, const ScanOptions& options = {}) {
  const Place place;
  const auto folder = place.open();
  const auto plain = answer_of(path, options, nullptr);
  EXPECT_GT(plain.documents.size(), 1u) << path << ": " << plain.documents[0];
  for (const auto* when : {"cold", "warm", "warm again"}) {
    const auto now = answer_of(path, options, folder.get());
    EXPECT_EQ(now.documents, plain.documents) << path << ' ' << when;
    EXPECT_EQ(now.statistics.cached + now.statistics.layers, plain.statistics.layers) << path;
    EXPECT_EQ(now.statistics.further_passes,
              when == std::string("cold") ? plain.statistics.further_passes : 0)
        << path << ' ' << when;
    EXPECT_GE(now.statistics.cached, when == std::string("cold") ? 0 : layers) << path;
  }
}

class DemoImage : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto command = "python3 tools/compose-image examples/demo-image '" + folder_ + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::string folder_ = ::testing::TempDir() + "pratique-demo-" + std::to_string(::getpid());
};

TEST_F(DemoImage, AnswersAsWithoutACache) { expect_same_answers(folder_, 6); }

// What a limit cuts is cut in the same place, though nothing is read: what reading took is booked again.
TEST_F(DemoImage, ReachesItsLimitsAsWithoutACache) {
  const Place place;
  const auto folder = place.open();
  ASSERT_GE(answer_of(folder_, {}, folder.get()).statistics.layers, 6u);
  std::size_t cut = 0;
  for (const auto* account : {"records", "entries", "names", "inflated", "memory", "components", "reread"}) {
    for (const auto* limit : {"0", "40", "3K", "20K", "90K", "400K", "4M"}) {
      ScanOptions options;
      ASSERT_TRUE(options.limits.set(std::string(account) + "=" + limit));
      const auto plain = answer_of(folder_, options, nullptr);
      const auto warm = answer_of(folder_, options, folder.get());
      EXPECT_EQ(warm.documents, plain.documents) << account << ' ' << limit;
      EXPECT_EQ(warm.statistics.cached + warm.statistics.layers, plain.statistics.layers);
      if (warm.statistics.layers > 0) ++cut;
    }
  }
  EXPECT_GT(cut, 10u);
  // And what was cut was not kept.
  EXPECT_EQ(answer_of(folder_, {}, folder.get()).documents, answer_of(folder_, {}, nullptr).documents);
}

TEST_F(DemoImage, CutByLimitsLeavesNothingFalseBehind) {
  for (const auto* limit : {"records=3K", "entries=40", "names=20K", "inflated=90K"}) {
    const Place place;
    const auto folder = place.open();
    ScanOptions options;
    ASSERT_TRUE(options.limits.set(limit));
    (void)answer_of(folder_, options, folder.get());
    EXPECT_EQ(answer_of(folder_, {}, folder.get()).documents, answer_of(folder_, {}, nullptr).documents)
        << limit;
  }
}

TEST(Kept, OtherImagesAnswerAsWithoutACache) {
  PQ_NEED_SHARED();
  std::size_t images = 0;
  for (const auto* name : {"debian-slim", "removed-db"}) {
    const auto path = std::string("build/images/") + name + ".tar";
    if (!std::filesystem::exists(path)) continue;
    expect_same_answers(path, 1);
    ++images;
  }
  for (const auto& file : std::filesystem::directory_iterator(testing::shared_folder() + "/cases/scan")) {
    const auto name = file.path().filename().string();
    if (!name.ends_with(".oci.tar") && name != "own2.tar" && name != "hard.tar") continue;
    expect_same_answers(file.path(), 1);
    ++images;
  }
  EXPECT_GE(images, 5u);
}

// Names of files whose records are of every sort.
std::vector<std::unique_ptr<LayerSource>> mixed_layers() {
  std::vector<std::unique_ptr<LayerSource>> sources;
  const std::string lock = testing::read_file("src/extract/lang/testdata/package-lock-v3.json");
  const std::string status = "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n";
  for (std::size_t i = 0; i < 12; ++i) {
    support::Layer layer{{"etc/os-release", "ID=debian\nVERSION_ID=12\n"},
                         {"var/lib/dpkg/status", status},
                         {"var/lib/dpkg/info/a.list", "/.\n/usr/bin/a\n"},
                         {"var/lib/dpkg/info/a.md5sums", "nonsense"},
                         {"usr/share/doc/a/copyright", "License: MIT\n"},
                         {"srv/" + std::to_string(i) + "/package-lock.json", lock},
                         {"srv/bad/package-lock.json", "{"},
                         {"srv/deno.lock", "{}\n"},
                         {"var/.wh.cache", ""},
                         {"opt/.wh..wh..opq", ""},
                         support::symbolic("srv/poetry.lock", "elsewhere"),
                         support::hard("srv/b.lock", "srv/deno.lock")};
    for (std::size_t more = 0; more < 40 * i; ++more)
      layer.push_back({"srv/m/node_modules/m" + std::to_string(more) + "/package.json",
                       R"({"name": "m)" + std::to_string(more) + R"(", "version": "1.0.0"})"});
    sources.push_back(support::source(std::move(layer), i));
  }
  return sources;
}

std::vector<std::string> encoded(const extract::Catalogue& catalogue, unsigned threads) {
  auto sources = mixed_layers();
  base::Meter meter;
  const auto read = read_layers(sources, catalogue, threads, false, {}, meter);
  std::vector<std::string> all;
  for (const auto& layer : read->layers) all.push_back(*extract::encode(*layer.analysis, catalogue));
  return all;
}

TEST(Kept, ALayerGivesTheSameBytesWithAnyNumberOfThreadsAndAfterDecoding) {
  const extract::Catalogue catalogue(extract::all_extractors());
  const auto first = encoded(catalogue, 1);
  for (const auto threads : {1u, 2u, 3u, 8u}) EXPECT_EQ(encoded(catalogue, threads), first) << threads;
  for (const auto& bytes : first) {
    const auto back = extract::decode(base::as_bytes(bytes), catalogue);
    ASSERT_TRUE(back);
    EXPECT_GE(back->items.size(), 6u);
    EXPECT_EQ(back->failures.size(), 1u);
    EXPECT_EQ(*extract::encode(*back, catalogue), bytes);
  }
}

// The corpus of fuzz/analysis_fuzz.cc. UPDATE_GOLDEN=1 writes the layers above, those of the demo image and invented ones into
// it anew, which a new version of the format asks for.
using Corpus = DemoImage;

TEST_F(Corpus, IsOfTheVersionThatIsRead) {
  const std::string folder = "fuzz/corpus/analysis/";
  const auto names = support::numbered();
  const auto keep = [&](const std::string& name, const extract::LayerAnalysis& analysis) {
    if (testing::updates_goldens())
      std::ofstream(folder + name, std::ios::binary) << *extract::encode(analysis, names);
  };
  const extract::Catalogue catalogue(extract::all_extractors());
  auto sources = mixed_layers();
  base::Meter meter;
  keep("mixed", *read_layers(sources, catalogue, 1, false, {}, meter)->layers[1].analysis);
  for (std::uint64_t seed = 3; seed < 8; ++seed)
    keep("invented-" + std::to_string(seed), support::Inventor(seed, names.size()).analysis());
  std::size_t number = 0;
  const auto store = oci::open_folder(folder_);
  const auto image = oci::load_image(*store, {});
  ASSERT_TRUE(image);
  for (const auto& layer : image->layers) {
    sandbox::Stored stored{.bytes = *store->open(layer.file)};
    base::Budget held(layer::kHeldBytes);
    const auto pass = sandbox::first_pass(stored, {.form = sandbox::StoredForm::kBlob, .name = layer.diff_id},
                                          catalogue, held, meter);
    ASSERT_TRUE(pass);
    keep("demo-" + std::to_string(number++), pass->analysis);
  }
  EXPECT_GE(number, 6u);
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto back = extract::decode(base::as_bytes(testing::read_file(file.path())), names);
    EXPECT_TRUE(back) << file.path() << ": " << (back ? "" : base::to_line(back.error()));
    ++files;
  }
  EXPECT_GE(files, 3u);
}

TEST(Kept, AnotherImageMayHaveTheLayer) {
  const extract::Catalogue catalogue(extract::all_extractors());
  auto sources = mixed_layers();
  base::Meter meter;
  const auto read = read_layers(sources, catalogue, 2, false, {}, meter);
  const auto before = *extract::encode(*read->layers[3].analysis, catalogue);
  // What an image makes of its layers leaves them as they are.
  const ImageView image(read->layers, {3, 1, 3}), other(read->layers, {0, 3, 2});
  for (const auto* view : {&image, &other}) (void)settle_names(*view, catalogue, meter);
  EXPECT_EQ(*extract::encode(*image.at(0).analysis, catalogue), before);
}

using Blob = support::MemoryBlob;

// The rules of kept.h on one blob, whose analysis is in the cache.
class Rules : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(read(make()), "read"); }

  static std::unique_ptr<Blob> make() { return Blob::of("srv/deno.lock", "{}\n"); }
  // "read", "cached", or the error's text; how often it was opened is in `opened_`.
  std::string read(std::unique_ptr<Blob> blob) {
    auto* const kept = blob.get();
    std::vector<std::unique_ptr<LayerSource>> sources;
    sources.push_back(std::move(blob));
    base::Meter meter;
    ScanOptions options;
    options.cache = folder_.get();
    const auto done = read_layers(sources, catalogue_, 1, false, options, meter);
    opened_ = kept->opened;
    if (!done) return done.error().what;
    EXPECT_EQ(done->digests[0], kept->diff_id);
    return done->statistics.cached == 1 ? "cached" : "read";
  }

  const Place place_;
  const std::unique_ptr<cache::Folder> folder_ = place_.open();
  const extract::Catalogue catalogue_{extract::all_extractors()};
  int opened_ = 0;
};

TEST_F(Rules, WhatHasNotChangedSinceItWasHashedIsNotOpened) {
  EXPECT_EQ(read(make()), "cached");
  EXPECT_EQ(opened_, 0);
}

TEST_F(Rules, AnotherFileIsHashedOnceAndNotRead) {
  for (const int opened : {1, 0}) {
    auto copy = make();
    copy->stamp_text = "file 2";
    EXPECT_EQ(read(std::move(copy)), "cached");
    EXPECT_EQ(opened_, opened);
  }
}

TEST_F(Rules, WhatHasNoStampIsHashedEachTime) {
  for (int i = 0; i < 2; ++i) {
    auto stream = make();
    stream->stamp_text = "";
    EXPECT_EQ(read(std::move(stream)), "cached");
    EXPECT_EQ(opened_, 1);
  }
}

// Within a step of the file system's clock a file can change and keep its stamp.
TEST_F(Rules, AFileThatHasJustChangedIsNotKnownByItsStamp) {
  for (int i = 0; i < 2; ++i) {
    auto fresh = make();
    fresh->stamp_text = "file 3";
    fresh->changed = std::chrono::system_clock::now();
    EXPECT_EQ(read(std::move(fresh)), "cached");
    EXPECT_EQ(opened_, 1);
  }
}

TEST_F(Rules, ADamagedBlobIsFoundThoughItsAnalysisIsKept) {
  auto damaged = make();
  damaged->stamp_text = "file 4";
  damaged->damage();
  EXPECT_NE(read(std::move(damaged)).find("does not match its digest"), std::string::npos);
  EXPECT_EQ(read(make()), "cached");
}

TEST_F(Rules, AMissingBlobIsFoundThoughItsAnalysisIsKept) {
  auto gone = make();
  gone->stamp_text = "";
  gone->is_gone = true;
  EXPECT_EQ(read(std::move(gone)), "no such file");
}

TEST_F(Rules, AWrongSizeIsFoundThoughTheStampIsKnown) {
  auto wrong = make();
  wrong->promise->size += 1;
  EXPECT_NE(read(std::move(wrong)).find("its descriptor says"), std::string::npos);
}

TEST_F(Rules, WhatIsHadByItsDigestIsNotOpened) {
  auto remote = make();
  remote->addressed = true;
  remote->stamp_text = "";
  EXPECT_EQ(read(std::move(remote)), "cached");
  EXPECT_EQ(opened_, 0);
}

// A docker-archive of the old form promises the diffID alone.
TEST_F(Rules, APlainTarIsFoundByItsDiffIdAlone) {
  auto old = make();
  old->promise->digest.clear();
  EXPECT_EQ(read(std::move(old)), "cached");
  auto other = make();
  other->promise->digest.clear();
  other->promise->diff_id = "sha256:" + std::string(64, '0');
  EXPECT_NE(read(std::move(other)).find("does not match its diffID"), std::string::npos);
}

// Whoever reads layers may be taken over and say anything of them, but not of other blobs.
TEST_F(Rules, AnAnalysisIsOfTheStoredBytesThatItWasMadeOf) {
  auto same_tar = make();
  same_tar->promise->digest = "sha256:" + std::string(64, '1');
  same_tar->addressed = true;
  EXPECT_NE(read(std::move(same_tar)), "cached");
}

}  // namespace
}  // namespace pratique::scan
