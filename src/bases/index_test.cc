#include "bases/index.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace pratique::bases {
namespace {

IndexedImage image(std::string name, char digest, const std::string& chain = "sha256:c") {
  IndexedImage one;
  one.name = std::move(name);
  one.platform = "linux/amd64";
  one.digest = "sha256:" + std::string(64, digest);
  one.chain = chain;
  one.layers = 1;
  return one;
}

// A folder that is gone with the test.
struct Folder {
  const std::string path = ::testing::TempDir() + "pratique-bases-" + std::to_string(::getpid());
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

TEST(BaseIndex, KnowsTheLastMeaningOfAName) {
  IndexContent content;
  EXPECT_TRUE(add(content, image("docker.io/library/a:1", '1'), "2026-01-01T00:00:00Z"));
  EXPECT_TRUE(add(content, image("docker.io/library/a:1", '2'), "2026-01-01T09:00:00Z"));
  EXPECT_TRUE(add(content, image("docker.io/library/b:1", '1'), "2026-01-01T00:00:00Z"));
  EXPECT_FALSE(add(content, image("docker.io/library/b:1", '1'), "2026-02-01T00:00:00Z"));
  ASSERT_EQ(content.images.size(), 3u);
  const MovedNames moved(content);
  EXPECT_TRUE(moved.has_moved(content.images[0]));
  EXPECT_FALSE(moved.has_moved(content.images[1]));
  EXPECT_EQ(content.images[2].first_seen + content.images[2].last_seen,
            "2026-01-01T00:00:00Z2026-02-01T00:00:00Z");
  // A name may come back to what it meant.
  EXPECT_FALSE(add(content, image("docker.io/library/a:1", '1'), "2026-03-01T00:00:00Z"));
  EXPECT_FALSE(MovedNames(content).has_moved(content.images[0]));
  EXPECT_TRUE(MovedNames(content).has_moved(content.images[1]));
}

TEST(BaseIndex, JoinsAnother) {
  IndexContent ours, theirs;
  ours.official_from = "https://ours.example/";
  theirs.official_from = "https://theirs.example/";
  add(ours, image("docker.io/library/a:1", '1'), "2026-01-05T00:00:00Z");
  add(theirs, image("docker.io/library/a:1", '1'), "2026-01-01T00:00:00Z");
  add(theirs, image("docker.io/library/c:1", '3'), "2026-01-01T00:00:00Z");
  ours.official = {{.repository = "docker.io/library/a",
                    .tags = {"2"},
                    .architectures = {},
                    .commit = {},
                    .directory = {}}};
  theirs.official = {{.repository = "docker.io/library/a",
                      .tags = {"1"},
                      .architectures = {},
                      .commit = {},
                      .directory = {}},
                     {.repository = "docker.io/library/c",
                      .tags = {"1"},
                      .architectures = {},
                      .commit = {},
                      .directory = {}}};
  EXPECT_EQ(join(ours, theirs), 1u);
  ASSERT_EQ(ours.images.size(), 2u);
  EXPECT_EQ(ours.images[0].first_seen, "2026-01-01T00:00:00Z");
  EXPECT_EQ(ours.images[0].last_seen, "2026-01-05T00:00:00Z");
  ASSERT_EQ(ours.official.size(), 2u);
  EXPECT_EQ(ours.official[0].tags.front(), "2");
  EXPECT_EQ(ours.official_from, "https://ours.example/");
}

TEST(BaseIndex, ComesBackAsItWasWritten) {
  const Folder folder;
  IndexContent content;
  content.official_from = "https://example.com/library.tar.gz";
  add(content, image("docker.io/library/a:1", '1', "sha256:x"), "2026-01-01T00:00:00Z");
  add(content, image("docker.io/library/a:2", '1', "sha256:x"), "2026-01-01T00:00:00Z");
  content.official = {{.repository = "docker.io/library/a",
                       .tags = {"1", "2"},
                       .architectures = {"amd64"},
                       .commit = "c",
                       .directory = "d"}};
  const auto path = folder.path + "/bases.db";
  ASSERT_TRUE(write_index(path, content));
  const auto index = Index::open(path);
  ASSERT_TRUE(index);
  EXPECT_EQ(*index->all(), content);
  EXPECT_EQ(index->with_chain("sha256:x")->size(), 2u);
  EXPECT_EQ(index->with_digest(content.images[0].digest)->size(), 2u);
  EXPECT_EQ(index->named("docker.io/library/a:2", "linux/amd64")->size(), 1u);
  EXPECT_TRUE(index->named("docker.io/library/a:2", "linux/arm64")->empty());
  EXPECT_EQ(index->of_repository("docker.io/library/a")->size(), 2u);
  EXPECT_EQ(index->official("docker.io/library/a")->at(0).tags.size(), 2u);
}

TEST(BaseIndex, RefusesWhatIsNone) {
  const Folder folder;
  EXPECT_EQ(Index::open(folder.path + "/none").error().kind, ErrorKind::kNotFound);
  const auto path = folder.path + "/odd";
  std::ofstream(path) << std::string(8192, 'x');
  EXPECT_FALSE(Index::open(path));
  ASSERT_TRUE(write_index(path, {}));
  // A page that was changed is found out.
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(5000);
    file.put('!');
  }
  const auto index = Index::open(path);
  EXPECT_TRUE(!index || !index->all());
}

TEST(BaseIndex, MakesChainsOfLayers) {
  const auto chains = chain_ids({"sha256:a", "sha256:b"});
  ASSERT_EQ(chains.size(), 2u);
  EXPECT_EQ(chains[0], "sha256:a");
  // SHA-256 of "sha256:a sha256:b" (image-spec config.md, "Layer ChainID").
  EXPECT_TRUE(chains[1].starts_with("sha256:") && chains[1].size() == 71);
  EXPECT_NE(chain_ids({"sha256:b", "sha256:a"})[1], chains[1]);
}

TEST(NamesOfImages, HaveARepositoryAndATag) {
  EXPECT_EQ(repository_in_name("localhost:5000/a/b:1"), "localhost:5000/a/b");
  EXPECT_EQ(tag_in_name("localhost:5000/a/b:1"), "1");
  EXPECT_EQ(tag_in_name("localhost:5000/a/b"), "");
  EXPECT_EQ(repository_in_name("a/b:1@sha256:0"), "a/b");
}

}  // namespace
}  // namespace pratique::bases
