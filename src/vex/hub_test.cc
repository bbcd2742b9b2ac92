#include "vex/hub.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "support/tar_writer.h"

namespace pratique::vex {
namespace {

std::vector<HubLocation> locations(std::string_view text) {
  const auto read = read_hub_manifest(text);
  if (!read || !*read) return {};
  return **read;
}

TEST(Hub, AnAddressMayNameAFolderOfItsArchive) {
  const auto whole = hub_location("https://host/a/main.tar.gz");
  EXPECT_EQ(whole.address, "https://host/a/main.tar.gz");
  EXPECT_EQ(whole.folder, "");
  const auto part = hub_location("https://host/a/main.tar.gz//repo-main/./data/");
  EXPECT_EQ(part.address, "https://host/a/main.tar.gz");
  EXPECT_EQ(part.folder, "repo-main/data");
  EXPECT_EQ(hub_location("main.zip//x").folder, "x");
  EXPECT_EQ(hub_location("https://host/main.zip//../x").folder, "");
}

TEST(Hub, AManifestHasItsVersionsInAListOrAMap) {
  const std::string one =
      R"({"spec_version": "0.1", "locations": [{"url": "https://a/b.zip"}, {"url": "c.zip//d"}]})";
  for (const auto& versions : {"[" + one + "]", R"({"v0": )" + one + "}"}) {
    const auto all = locations(R"({"name": "n", "versions": )" + versions + "}");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].address, "https://a/b.zip");
    EXPECT_EQ(all[1].folder, "d");
  }
}

TEST(Hub, OtherVersionsAndNoLocationsAreErrorsOtherDocumentsAreNone) {
  EXPECT_FALSE(read_hub_manifest(
      R"({"name": "n", "versions": [{"spec_version": "1.0", "locations": [{"url": "x"}]}]})"));
  EXPECT_FALSE(
      read_hub_manifest(R"({"name": "n", "versions": [{"spec_version": "v0.1", "locations": []}]})"));
  for (const auto* text : {"", "{", "[]", R"({"name": "n"})", R"({"versions": []})"}) {
    const auto read = read_hub_manifest(text);
    ASSERT_TRUE(read) << text;
    EXPECT_FALSE(*read) << text;
  }
}

TEST(Hub, AnIndexNamesDocumentsInsideOnly) {
  const auto read =
      read_hub_index(R"({"packages": [{"id": "a", "location": "b/./c.json"}, {"location": "../x.json"},
    {"location": "/etc/passwd"}, {"location": "a/../../x"}, {"location": "a\\b"}, {"location": "b/c.json"}, {"location": 1}]})");
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->documents, std::vector<std::string>{"b/c.json"});
  EXPECT_EQ((*read)->left_out, 4u);
  // Lock files have packages, too.
  for (const auto* text : {R"({"packages": {"": {}}})", R"({"packages": [{"name": "x"}]})", "x"}) {
    const auto other = read_hub_index(text);
    EXPECT_TRUE(other && !*other) << text;
  }
}

TEST(Hub, WhatIsNoArchiveIsAnError) {
  EXPECT_FALSE(may_be_archive("{}"));
  EXPECT_FALSE(may_be_archive(""));
  EXPECT_TRUE(may_be_archive("PK\x03\x04"));
  EXPECT_FALSE(unpack_documents("{}"));
  EXPECT_FALSE(unpack_documents(std::string_view("\x1f\x8b\x08\0\0\0\0\0", 8)));
  EXPECT_FALSE(unpack_documents("PK\x03\x04xxxxxxxxxxxxxxxxxxxxxxxx"));
}

// A file of one byte at the end of a hole (GNU tar's manual, "PAX Format, Version 0.1"): extended header, then the file.
std::string sparse_member(const std::string& name, std::uint64_t size) {
  std::string records;
  const auto add = [&](const std::string& record) {
    // The length counts itself; all here have two digits.
    records += std::to_string(record.size() + 4) + " " + record + "\n";
  };
  add("GNU.sparse.size=" + std::to_string(size));
  add("GNU.sparse.numblocks=1");
  add("GNU.sparse.map=" + std::to_string(size - 1) + ",1");
  auto tar = testing::tar_of({{"x", records}, {name, "}"}});
  // Another type, so another sum of the header's bytes.
  tar[156] = 'x';
  unsigned sum = 8 * ' ';
  for (std::size_t at = 0; at < 512; ++at)
    sum += at / 4 == 37 || at / 4 == 38 ? 0 : static_cast<unsigned char>(tar[at]);
  char text[16];
  std::snprintf(text, sizeof text, "%06o", sum);
  tar.replace(148, 7, text, 7);
  return tar.substr(0, tar.size() - 1024);
}

TEST(Hub, HolesOfSparseFilesCountAsWhatTheyUnpackTo) {
  const std::string end(1024, '\0');
  const auto one = unpack_documents(sparse_member("a.json", 1000) + end);
  ASSERT_TRUE(one) << base::to_line(one.error());
  EXPECT_EQ(one->at("a.json").size(), 1000u);
  constexpr std::uint64_t kLarge = 32 << 20;
  std::string many;
  for (std::uint64_t i = 0; i <= kMaxHubUnpacked / kLarge; ++i)
    many += sparse_member(std::to_string(i) + ".json", kLarge);
  const auto all = unpack_documents(many + end);
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().kind, ErrorKind::kLimit);
}

TEST(Hub, TheRootIsTheOneFolderThatHasTheIndex) {
  using Files = std::map<std::string, std::string>;
  EXPECT_EQ(rooted({{"m/index.json", "i"}, {"m/a/v.json", "v"}}, ""),
            (Files{{"index.json", "i"}, {"a/v.json", "v"}}));
  EXPECT_EQ(rooted({{"m/index.json", "i"}, {"n/v.json", "v"}}, "").size(), 2u);
  EXPECT_EQ(rooted({{"m/index.json", "i"}, {"n/v.json", "v"}}, "n"), (Files{{"v.json", "v"}}));
  EXPECT_EQ(rooted({{"m/v.json", "v"}}, ""), (Files{{"m/v.json", "v"}}));
  EXPECT_TRUE(rooted({}, "").empty());
  EXPECT_TRUE(rooted({{"ab/v.json", "v"}}, "a").empty());
}

}  // namespace
}  // namespace pratique::vex
