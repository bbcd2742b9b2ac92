#include "fix/mirror.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "fix/chain.h"

namespace pratique::fix {
namespace {

namespace fs = std::filesystem;

TEST(Mirror, IsATypeAndAPlace) {
  const auto folder = parse_registry_mirror("go=/srv/mirror/");
  ASSERT_TRUE(folder);
  EXPECT_EQ(folder->purl_type, "golang");
  EXPECT_EQ(folder->place, "/srv/mirror");
  EXPECT_FALSE(folder->is_address);
  const auto address = parse_registry_mirror("npm=https://mirror.example/npm/?a=b");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->place, "https://mirror.example/npm/?a=b");
  EXPECT_TRUE(address->is_address);
}

TEST(Mirror, RefusesWhatNamesNone) {
  for (const char* text : {"", "npm", "npm=", "=place", "conda=place", "npm=ftp://mirror.example"}) {
    const auto mirror = parse_registry_mirror(text);
    ASSERT_FALSE(mirror) << text;
    EXPECT_EQ(mirror.error().kind, ErrorKind::kUsage) << text;
  }
}

TEST(Mirror, AFolderAnswersAsItsRegistryDoes) {
  std::string name = (fs::temp_directory_path() / "pratique-mirror-XXXXXX").string();
  const fs::path folder = mkdtemp(name.data());
  fs::create_directories(folder / "express");
  std::ofstream(folder / "express/package.json")
      << R"({"versions": {"1.0.0": {"dependencies": {"qs": "1.0.0"}},
    "1.1.0": {"dependencies": {"qs": "^1.0.0"}}}})";
  std::ofstream(folder / "qs") << R"({"versions": {"1.0.0": {}, "1.0.1": {}}})";
  MetadataBook book(*find_registry_reader("npm"), folder_source(folder.string()));
  const auto answer = raise_chain(book, {{"express", "1.0.0"}, {"qs", "1.0.0"}}, "1.0.1");
  ASSERT_TRUE(answer) << base::to_line(answer.error());
  EXPECT_EQ(answer->moves, (std::vector<ChainMove>{{"express", "1.0.0", "1.1.0"}, {"qs", "1.0.0", "1.0.1"}}));
  EXPECT_EQ(folder_source(folder.string())("qs", 3).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(folder_source(folder.string())("absent", 3).error().kind, ErrorKind::kNotFound);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace pratique::fix
