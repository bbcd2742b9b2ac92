#include "bases/library.h"

#include <gtest/gtest.h>

#include "support/tar_writer.h"

namespace pratique::bases {
namespace {

constexpr std::string_view kFile = R"(# made by a program
Maintainers: A <a@example.com> (@a),
             B <b@example.com> (@b)
GitRepo: https://github.com/example/go.git
GitCommit: 0123456789abcdef0123456789abcdef01234567
Architectures: amd64, arm64v8

Tags: 1.22.3-bookworm, 1.22-bookworm
SharedTags: 1.22.3, 1.22
Directory: 1.22/bookworm

Tags: 1.22.3-alpine
# a remark
Architectures: amd64,
               riscv64
GitCommit: ffffffffffffffffffffffffffffffffffffffff
)";

TEST(ReadLibraryFile, GivesEveryEntryWhatTheFirstSays) {
  const auto images = read_library_file(kFile, "golang");
  ASSERT_TRUE(images);
  ASSERT_EQ(images->size(), 2u);
  const auto& first = images->at(0);
  EXPECT_EQ(first.repository, "docker.io/library/golang");
  EXPECT_EQ(first.tags, (std::vector<std::string>{"1.22.3-bookworm", "1.22-bookworm", "1.22.3", "1.22"}));
  EXPECT_EQ(first.architectures, (std::vector<std::string>{"amd64", "arm64v8"}));
  EXPECT_EQ(first.commit, "0123456789abcdef0123456789abcdef01234567");
  EXPECT_EQ(images->at(1).architectures, (std::vector<std::string>{"amd64", "riscv64"}));
  EXPECT_EQ(images->at(1).commit.substr(0, 2), "ff");
}

TEST(ReadLibraryFile, RefusesWhatIsNoneWithItsLine) {
  EXPECT_EQ(read_library_file("Tags: a\nno line of it\n", "x").error().where.line, 2u);
  EXPECT_EQ(read_library_file("  goes on\n", "x").error().where.line, 1u);
  EXPECT_FALSE(read_library_file("", "x"));
  EXPECT_FALSE(read_library_file("GitRepo: x\n", "x"));
  EXPECT_EQ(read_library_file(std::string(kMaxLibraryBytes + 1, '#'), "x").error().kind, ErrorKind::kLimit);
}

TEST(ReadLibraryFile, KnowsAnImageThatIsGivenUp) {
  const auto images = read_library_file("Maintainers: nobody\nGitRepo: x\n\n# Tags: 1, latest\n", "gone");
  ASSERT_TRUE(images);
  ASSERT_EQ(images->size(), 1u);
  EXPECT_EQ(images->at(0).repository, "docker.io/library/gone");
  EXPECT_TRUE(images->at(0).tags.empty());
}

TEST(ReadLibraryFile, LeavesOutTagsThatAreNone) {
  const auto images = read_library_file("Tags: a, b c, \x1b[31m, ../../d\n", "x");
  ASSERT_TRUE(images);
  EXPECT_EQ(images->at(0).tags, std::vector<std::string>{"a"});
}

TEST(ReadLibraryBytes, TakesOneFile) {
  const auto library = read_library_bytes(kFile, "https://example.com/library/golang");
  ASSERT_TRUE(library);
  EXPECT_EQ(library->files, 1u);
  EXPECT_EQ(library->images.at(0).repository, "docker.io/library/golang");
  EXPECT_FALSE(read_library_bytes("<html>not found</html>", "x"));
}

TEST(ReadLibraryBytes, TakesAnArchiveAndNothingBesideItsFolder) {
  const auto tar = testing::tar_of({{"official-images-master/README.md", "Tags: no\n"},
                                    {"official-images-master/library/golang", std::string(kFile)},
                                    {"official-images-master/library/odd", "no library file"},
                                    {"official-images-master/test/library.sh", "Tags: no\n"}});
  const auto library = read_library_bytes(tar, "x.tar");
  ASSERT_TRUE(library);
  EXPECT_EQ(library->files, 1u);
  EXPECT_EQ(library->images.size(), 2u);
  ASSERT_EQ(library->unread.size(), 1u);
  EXPECT_TRUE(library->unread[0].starts_with("odd: "));
  EXPECT_FALSE(read_library_bytes(tar.substr(0, 1536 + 100), "x.tar"));
  EXPECT_FALSE(read_library_bytes(testing::tar_of({{"a", "Tags: no\n"}}), "x.tar"));
}

}  // namespace
}  // namespace pratique::bases
