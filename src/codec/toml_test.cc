#include "codec/toml.h"

#include <gtest/gtest.h>

namespace pratique::codec {
namespace {

TEST(Toml, LooksUpWhatIsThere) {
  const auto document = TomlDocument::parse(
      "title = \"harbour\"\nberths = 12\nopen = true\n[[quay]]\nname = 'a'\n[[quay]]\nname = \"b\"\ndepths = "
      "[1, 2.5]\n");
  ASSERT_TRUE(document);
  const auto root = document->root();
  EXPECT_EQ(root["title"].text(), "harbour");
  EXPECT_EQ(root["berths"].integer(), 12);
  EXPECT_EQ(root["open"].boolean(), true);
  EXPECT_EQ(root["quay"].size(), 2u);
  EXPECT_EQ(root["quay"].at(1)["name"].text(), "b");
  EXPECT_EQ(root["quay"].at(1)["depths"].at(1).kind(), Toml::Kind::kFloat);
  std::string keys;
  root.each_member([&](std::string_view key, Toml) { keys += std::string(key) + " "; });
  EXPECT_EQ(keys, "berths open quay title ");
}

TEST(Toml, AbsentIsAbsentAllTheWay) {
  const auto document = TomlDocument::parse("a = 1\n");
  ASSERT_TRUE(document);
  const auto missing = document->root()["b"]["c"].at(3);
  EXPECT_FALSE(missing);
  EXPECT_EQ(missing.kind(), Toml::Kind::kAbsent);
  EXPECT_EQ(missing.text(), "");
  EXPECT_EQ(missing.integer(), std::nullopt);
  EXPECT_EQ(document->root()["a"].text(), "");
  EXPECT_EQ(document->root()["a"].boolean(), std::nullopt);
  missing.each([](Toml) { FAIL(); });
}

TEST(Toml, ErrorsNameTheLine) {
  const auto document = TomlDocument::parse("a = 1\nb = \n");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().kind, base::ErrorKind::kInvalid);
  EXPECT_EQ(document.error().where.line, 2u);
  EXPECT_FALSE(TomlDocument::parse("a = \"\xff\"\n"));
  EXPECT_FALSE(TomlDocument::parse("a = 1\na = 2\n"));
}

TEST(Toml, TimeWithoutDigitsIsAnError) { EXPECT_FALSE(TomlDocument::parse("a = 1979-05-27T'7:3Z0\n")); }

TEST(Toml, LettersBeyondAsciiAreNoWhiteSpace) {
  EXPECT_FALSE(TomlDocument::parse("a\xd1\x9a = 1\n"));
  const auto document = TomlDocument::parse("a = \"\"\"x\\\n \xc3\xa9\"\"\"\n");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root()["a"].text(), "x\xc3\xa9");
}

base::ErrorKind kind_of(std::string_view text, std::uint64_t limit = kMaxTomlBytes) {
  const auto document = TomlDocument::parse(text, limit);
  return document ? base::ErrorKind::kUsage : document.error().kind;
}

TEST(Toml, DottedKeysDoNotNestWithoutEnd) {
  std::string key = "a";
  for (int i = 0; i < 100'000; ++i) key += ".a";
  EXPECT_EQ(kind_of(key + " = 1\n"), base::ErrorKind::kLimit);
  EXPECT_EQ(kind_of("[" + key + "]\n"), base::ErrorKind::kLimit);
  std::string quoted = "\"=\"";
  for (int i = 0; i < 100; ++i) quoted += ".'='";
  EXPECT_EQ(kind_of("x = {" + quoted + " = 1}\n"), base::ErrorKind::kLimit);
  // Dots in texts are no keys.
  EXPECT_EQ(kind_of("a = \"" + key + "\"\nb = '''\n" + key + "\n'''\n# " + key + "\n"),
            base::ErrorKind::kUsage);
}

TEST(Toml, NestedArraysAreRefused) {
  EXPECT_NE(kind_of("a = " + std::string(200'000, '[')), base::ErrorKind::kUsage);
  EXPECT_NE(kind_of("a = " + std::string(100, '[') + std::string(100, ']') + "\n"), base::ErrorKind::kUsage);
}

TEST(Toml, ManySmallValuesAreRefused) {
  std::string text = "a = [";
  for (int i = 0; i < 600'000; ++i) text += "1,";
  EXPECT_EQ(kind_of(text + "]\n"), base::ErrorKind::kLimit);
  EXPECT_EQ(kind_of("a = 1\n", 3), base::ErrorKind::kLimit);
}

TEST(Toml, EscapedQuotesDoNotEndAString) {
  EXPECT_EQ(kind_of(R"(a = "x\"y"
b = """one "two" \""" three"""""
c = 'c:\'
)"),
            base::ErrorKind::kUsage);
}

}  // namespace
}  // namespace pratique::codec
