#include "vex/hub.h"

#include <gtest/gtest.h>

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
