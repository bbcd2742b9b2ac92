#include "codec/yaml.h"

#include <gtest/gtest.h>

namespace pratique::codec {
namespace {

YamlDocument parse(std::string_view text) {
  auto document = YamlDocument::parse(text);
  if (!document) ADD_FAILURE() << to_line(document.error());
  return *std::move(document);
}

TEST(Yaml, ScalarsKeepTheirText) {
  const auto document =
      parse("version: 1.10\nquoted: \"1.10\"\nblock: |\n  two\n  lines\nnothing: ~\nempty:\n");
  const auto root = document.root();
  EXPECT_EQ(root["version"].text(), "1.10");
  EXPECT_TRUE(root["version"].plain());
  EXPECT_EQ(root["quoted"].text(), "1.10");
  EXPECT_FALSE(root["quoted"].plain());
  EXPECT_EQ(root["block"].text(), "two\nlines\n");
  EXPECT_TRUE(root["nothing"].is_null());
  EXPECT_TRUE(root["empty"].is_null());
  EXPECT_EQ(root["empty"].text_or("none"), "none");
  EXPECT_FALSE(root["absent"]);
}

TEST(Yaml, NodesKnowTheirLines) {
  const auto document = parse("a: 1\n\nb:\n  - x\n  - {c: d,\n     e: f}\n");
  const auto root = document.root();
  EXPECT_EQ(root["a"].line(), 1u);
  EXPECT_EQ(root["b"].at(0).line(), 4u);
  EXPECT_EQ(root["b"].at(1)["e"].line(), 6u);
  EXPECT_EQ(root["none"].line(), 0u);
  std::vector<std::uint64_t> keys;
  root.each_entry([&](Yaml key, Yaml) { keys.push_back(key.line()); });
  EXPECT_EQ(keys, (std::vector<std::uint64_t>{1, 3}));
}

TEST(Yaml, NothingIsNoDocument) {
  const auto nothing = YamlDocument::parse({});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->size(), 0u);
}

TEST(Yaml, SequencesAndMappingsInOrder) {
  const auto document = parse("- a: 1\n  b: [x, y]\n- c\n");
  const auto root = document.root();
  ASSERT_EQ(root.size(), 2u);
  EXPECT_EQ(root.at(0)["b"].at(1).text(), "y");
  EXPECT_EQ(root.at(1).text(), "c");
  EXPECT_FALSE(root.at(2));
  std::string keys;
  root.at(0).each_member([&](std::string_view key, Yaml) { keys += key; });
  EXPECT_EQ(keys, "ab");
}

TEST(Yaml, LastDuplicateWins) { EXPECT_EQ(parse("a: 1\na: 2\n").root()["a"].text(), "2"); }

TEST(Yaml, AnAliasIsTheNodeOfItsAnchor) {
  const auto document = parse("a: &big [x, &word y]\nb: *big\nc: [*big, z]\n*word : *word\nd: {e: *big}\n");
  const auto root = document.root();
  EXPECT_EQ(root["b"].at(0).text(), "x");
  EXPECT_EQ(root["c"].at(0).size(), 2u);
  EXPECT_EQ(root["c"].at(1).text(), "z");
  EXPECT_EQ(root["y"].text(), "y");
  std::string all;
  root["d"]["e"].each([&](Yaml each) { all += each.text(); });
  EXPECT_EQ(all, "xy");
}

TEST(Yaml, TheLastAnchorOfANameBeforeAnAliasCounts) {
  const auto document = parse("a: &n 1\nb: *n\nc: &n 2\nd: *n\n---\ne: *n\n");
  EXPECT_EQ(document.root()["b"].text(), "1");
  EXPECT_EQ(document.root()["d"].text(), "2");
  EXPECT_FALSE(document.root(1)["e"]) << "anchors are a document's own";
}

TEST(Yaml, AnAliasOfWhatHoldsItOrOfNothingIsAbsent) {
  const auto document = parse("a: &a [*a, x, {b: *a}]\nc: *nobody\nd: &e [&e y, *e]\nf: *e\n");
  const auto root = document.root();
  EXPECT_EQ(root["a"].at(0).kind(), Yaml::Kind::kAlias);
  EXPECT_FALSE(root["a"].at(0));
  EXPECT_EQ(root["a"].at(0).size(), 0u);
  EXPECT_EQ(root["a"].at(1).text(), "x");
  EXPECT_FALSE(root["a"].at(2)["b"]);
  EXPECT_FALSE(root["c"]);
  EXPECT_EQ(root["d"].at(1).text(), "y");
  EXPECT_EQ(root["f"].text(), "y");
}

TEST(Yaml, BillionLaughsAreRefused) {
  std::string text = "a0: &a0 [lol]\n";
  for (int i = 1; i < 30; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + "," + before + "]\n";
  }
  const auto document = YamlDocument::parse(text);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().kind, ErrorKind::kLimit);
}

TEST(Yaml, AliasesNestNoDeeperThanTheTextMay) {
  std::string text = "- &a0 [x]\n";
  for (int i = 1; i < 63; ++i) text += "- &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  EXPECT_TRUE(YamlDocument::parse(text));
  const auto deeper = YamlDocument::parse(text + "- [*a62]\n");
  ASSERT_FALSE(deeper);
  EXPECT_EQ(deeper.error().kind, ErrorKind::kLimit);
}

TEST(Yaml, KeysThatAreNoScalarsAreSkipped) {
  const auto document = parse("? [a, b]\n: 1\nc: 2\n");
  EXPECT_EQ(document.root()["c"].text(), "2");
}

TEST(Yaml, SeveralDocuments) {
  const auto document = parse("---\na: 1\n---\na: 2\n");
  ASSERT_EQ(document.size(), 2u);
  EXPECT_EQ(document.root(1)["a"].text(), "2");
  EXPECT_FALSE(document.root(2));
}

TEST(Yaml, NoDocumentAtAll) { EXPECT_FALSE(parse("").root()); }

TEST(Yaml, DepthIsLimitedInFlowAndBlock) {
  for (const auto* unit : {"[", "- "}) {
    std::string text;
    for (int i = 0; i < 5'000; ++i) text += unit;
    const auto document = YamlDocument::parse(text);
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().kind, ErrorKind::kLimit);
  }
}

TEST(Yaml, SizeIsLimited) {
  const auto document = YamlDocument::parse("aaaa", 3);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().kind, ErrorKind::kLimit);
}

TEST(Yaml, ErrorsNameTheLine) {
  const auto document = YamlDocument::parse("a: 1\nb: [1\nc: }\n");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(document.error().where.line, 3u);
}

TEST(Yaml, BytesThatAreNotUtf8AreAnError) { EXPECT_FALSE(YamlDocument::parse("a: \xff\xfe\n")); }

}  // namespace
}  // namespace pratique::codec
