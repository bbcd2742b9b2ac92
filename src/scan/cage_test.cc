// A scan says the same whether its layers are read in the cage or here, also where a limit cuts it.
#include "sandbox/cage.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "sbom/write.h"
#include "scan/scan.h"
#include "support/paths.h"

namespace pratique::scan {
namespace {

sandbox::Cage& cage() {
  static sandbox::Cage one(*sandbox::Spawner::start(nullptr, nullptr, extract::all_extractors));
  return one;
}

// Every form of document, or the error.
std::vector<std::string> documents_of(const std::string& path, const base::Limits& limits,
                                      sandbox::Cage* cage) {
  const auto target = parse_target(path);
  if (!target) return {base::to_line(target.error())};
  ScanOptions options;
  options.limits = limits;
  options.cage = cage;
  const auto done = scan(*target, options);
  if (!done) return {base::to_line(done.error())};
  std::vector<std::string> documents;
  for (const auto& writer : sbom::all_writers())
    documents.push_back(sbom::text_of(done->inventory, writer->name()));
  return documents;
}

void expect_same(const std::string& path, const std::vector<std::string>& limits = {}) {
  base::Limits set;
  for (const auto& limit : limits) ASSERT_TRUE(set.set(limit));
  const auto before = cage().children();
  EXPECT_EQ(documents_of(path, set, &cage()), documents_of(path, set, nullptr))
      << path << (limits.empty() ? "" : " " + limits.front());
  EXPECT_GT(cage().children(), before) << path;
  EXPECT_EQ(cage().refused(), "");
}

class InCage : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto command = "python3 tools/compose-image examples/demo-image '" + folder_ + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::string folder_ = ::testing::TempDir() + "pratique-cage-" + std::to_string(::getpid());
};

TEST_F(InCage, AnImageSaysTheSame) { expect_same(folder_); }

TEST_F(InCage, AnImageSaysTheSameAtEachLimit) {
  for (const char* limit :
       {"records=2K", "records=20K", "names=1K", "names=20K", "entries=20", "entries=100", "inflated=4K",
        "inflated=100K", "memory=30K", "reread=1K", "notes=1", "components=5"})
    expect_same(folder_, {limit});
}

TEST_F(InCage, AFolderAndATarSayTheSame) {
  expect_same("fs://" + std::string("src/extract"));
  const auto tar = folder_ + ".tar";
  ASSERT_EQ(std::system(("tar -C src/extract -czf '" + tar + "' .").c_str()), 0);
  expect_same("fs://" + tar);
  ASSERT_EQ(std::system(("tar -C '" + folder_ + "' -cf '" + tar + "' .").c_str()), 0);
  expect_same(tar);
  std::filesystem::remove(tar);
}

TEST(InTheCage, ImagesOfAllFormsSayTheSame) {
  PQ_NEED_SHARED();
  std::size_t images = 0;
  for (const auto& file : std::filesystem::directory_iterator(testing::shared_folder() + "/cases/scan")) {
    if (file.path().extension() != ".tar") continue;
    expect_same(file.path());
    ++images;
  }
  EXPECT_GE(images, 3u);
}

}  // namespace
}  // namespace pratique::scan
