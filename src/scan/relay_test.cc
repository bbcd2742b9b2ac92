// A layer's analysis is a value: nothing of a scan hangs on whether it was made here, by how many threads, or
// came back from bytes.
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
#include "support/memory_layer.h"
#include "support/numbered.h"
#include "support/paths.h"

namespace pratique::scan {
namespace {

// Every form of document.
std::vector<std::string> documents_of(const std::string& path, const ScanOptions& options) {
  std::vector<std::string> documents;
  const auto target = parse_target(path);
  const auto done = target ? scan(*target, options) : tl::unexpected(target.error());
  EXPECT_TRUE(done) << path << ": " << (done ? "" : base::to_line(done.error()));
  if (!done) return documents;
  for (const auto& writer : sbom::all_writers())
    documents.push_back(sbom::text_of(done->inventory, writer->name()));
  return documents;
}

// Sends every analysis through its binary form and counts them.
ScanOptions through_bytes(std::size_t& count) {
  ScanOptions options;
  options.relay = [&](const extract::Catalogue& catalogue, ReadLayer& layer) {
    const auto bytes = extract::encode(*layer.analysis, catalogue);
    ASSERT_TRUE(bytes);
    auto back = extract::decode(base::as_bytes(*bytes), catalogue);
    ASSERT_TRUE(back) << base::to_line(back.error());
    layer.analysis = std::make_shared<const extract::LayerAnalysis>(*std::move(back));
    ++count;
  };
  return options;
}

void expect_same_documents(const std::string& path, std::size_t layers) {
  std::size_t count = 0;
  const auto plain = documents_of(path, {});
  EXPECT_FALSE(plain.empty());
  EXPECT_EQ(documents_of(path, through_bytes(count)), plain) << path;
  EXPECT_GE(count, layers) << path;
}

class DemoImage : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto command = "python3 tools/compose-image examples/demo-image '" + folder_ + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::string folder_ = ::testing::TempDir() + "pratique-relay-" + std::to_string(::getpid());
};

TEST_F(DemoImage, AScanOfDecodedAnalysesGivesTheSameDocuments) { expect_same_documents(folder_, 6); }

TEST(Relay, AScanOfDecodedAnalysesGivesTheSameDocumentsOfOtherImages) {
  PQ_NEED_SHARED();
  std::size_t images = 0;
  for (const auto* name : {"debian-slim", "removed-db"}) {
    const auto path = std::string("build/images/") + name + ".tar";
    if (!std::filesystem::exists(path)) continue;
    expect_same_documents(path, 1);
    ++images;
  }
  for (const auto& file : std::filesystem::directory_iterator(testing::shared_folder() + "/cases/scan")) {
    const auto name = file.path().filename().string();
    if (!name.ends_with(".oci.tar") && name != "own2.tar" && name != "hard.tar") continue;
    expect_same_documents(file.path(), 1);
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
                         {"srv/yarn.lock", "# yarn lockfile v1\n"},
                         {"var/.wh.cache", ""},
                         {"opt/.wh..wh..opq", ""},
                         support::symbolic("srv/poetry.lock", "elsewhere"),
                         support::hard("srv/b.lock", "srv/yarn.lock")};
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

TEST(Relay, ALayerGivesTheSameBytesWithAnyNumberOfThreadsAndAfterDecoding) {
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
  ScanOptions options;
  options.relay = [&](const extract::Catalogue&, ReadLayer& layer) {
    keep("demo-" + std::to_string(number++), *layer.analysis);
  };
  ASSERT_TRUE(scan(*parse_target(folder_), options));
  EXPECT_GE(number, 6u);
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto back = extract::decode(base::as_bytes(testing::read_file(file.path())), names);
    EXPECT_TRUE(back) << file.path() << ": " << (back ? "" : base::to_line(back.error()));
    ++files;
  }
  EXPECT_GE(files, 3u);
}

TEST(Relay, AnotherImageMayHaveTheLayer) {
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

}  // namespace
}  // namespace pratique::scan
