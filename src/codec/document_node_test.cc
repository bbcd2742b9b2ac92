#include "codec/document_node.h"

#include <gtest/gtest.h>

#include "codec/json.h"
#include "codec/toml.h"
#include "codec/yaml.h"

namespace pratique::codec {
namespace {

static_assert(ParsedDocument<JsonDocument> && ParsedDocument<TomlDocument> && ParsedDocument<YamlDocument>);

// The same content in each form.
struct JsonForm {
  using Document = JsonDocument;
  static constexpr std::string_view kText =
      R"({"name": "quay", "berths": 12, "below": -3, "depth": 2.5, "open": true, "shut": false, "mark": "12",
          "list": [{"name": "a"}, {"name": "b"}], "nothing": {}})";
  static constexpr std::string_view kBroken = "{\"a\": 1,\n\"b\": }\n";
};
struct TomlForm {
  using Document = TomlDocument;
  static constexpr std::string_view kText =
      "name = \"quay\"\nberths = 12\nbelow = -3\ndepth = 2.5\nopen = true\nshut = false\nmark = \"12\"\n"
      "list = [{name = \"a\"}, {name = \"b\"}]\nnothing = {}\n";
  static constexpr std::string_view kBroken = "a = 1\nb = \n";
};
struct YamlForm {
  using Document = YamlDocument;
  static constexpr std::string_view kText =
      "name: quay\nberths: 12\nbelow: -3\ndepth: 2.5\nopen: true\nshut: false\nmark: \"12\"\n"
      "list:\n- name: a\n- name: b\nnothing: {}\n";
  static constexpr std::string_view kBroken = "a: 1\nb: [\n";
};

template <class Form>
class Face : public ::testing::Test {};
using Forms = ::testing::Types<JsonForm, TomlForm, YamlForm>;
TYPED_TEST_SUITE(Face, Forms);

TYPED_TEST(Face, SaysTheSameOfTheSameContent) {
  const auto document = TypeParam::Document::parse(TypeParam::kText);
  ASSERT_TRUE(document) << base::to_line(document.error());
  const auto root = document->root();
  EXPECT_TRUE(root.is_object());
  EXPECT_EQ(root.size(), 9u);
  EXPECT_EQ(root["name"].text(), "quay");
  EXPECT_EQ(root["name"].text_or("-"), "quay");
  EXPECT_EQ(root["name"].number(), std::nullopt);
  EXPECT_EQ(root["berths"].integer(), 12);
  EXPECT_EQ(root["berths"].number(), 12.0);
  EXPECT_EQ(root["below"].integer(), -3);
  EXPECT_EQ(root["depth"].number(), 2.5);
  EXPECT_EQ(root["depth"].integer(), std::nullopt);
  EXPECT_EQ(root["open"].boolean(), true);
  EXPECT_EQ(root["shut"].boolean(), false);
  EXPECT_EQ(root["open"].integer(), std::nullopt);
  EXPECT_EQ(root["mark"].text(), "12");
  EXPECT_EQ(root["mark"].integer(), std::nullopt) << "a text that is written as one is no number";
  EXPECT_TRUE(root["list"].is_array());
  EXPECT_EQ(root["list"].size(), 2u);
  EXPECT_EQ(root["list"].at(1)["name"].text(), "b");
  EXPECT_EQ(root["nothing"].size(), 0u);
  std::string names;
  root["list"].each([&](auto one) { names += one["name"].text(); });
  root["list"].at(0).each_member(
      [&](std::string_view key, auto value) { names += std::string(key) + std::string(value.text()); });
  EXPECT_EQ(names, "abnamea");
}

TYPED_TEST(Face, WhatIsNotThereIsEmptyAllTheWay) {
  const auto document = TypeParam::Document::parse(TypeParam::kText);
  ASSERT_TRUE(document);
  const auto root = document->root();
  for (const auto& none : {root["no"], root["no"]["deeper"].at(3), root["list"].at(2), root["name"]["x"],
                           root["name"].at(0), root["list"]["name"]}) {
    EXPECT_FALSE(none);
    EXPECT_FALSE(none.is_null() || none.is_string() || none.is_array() || none.is_object());
    EXPECT_EQ(none.text(), "");
    EXPECT_EQ(none.text_or("-"), "-");
    EXPECT_EQ(none.integer(), std::nullopt);
    EXPECT_EQ(none.number(), std::nullopt);
    EXPECT_EQ(none.boolean(), std::nullopt);
    EXPECT_EQ(none.size(), 0u);
    none.each([](auto) { FAIL(); });
    none.each_member([](auto, auto) { FAIL(); });
  }
}

TYPED_TEST(Face, WhatCannotBeParsedIsInvalid) {
  const auto document = TypeParam::Document::parse(TypeParam::kBroken);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().kind, ErrorKind::kInvalid);
  const auto line = std::is_same_v<TypeParam, JsonForm> ? 2 : document.error().where.line.value_or(0);
  EXPECT_GE(line, 2u);
}

TEST(YamlNumbers, AreWhatTheCoreSchemaCallsSo) {
  const auto document = YamlDocument::parse(
      "- 12\n- +3\n- 1e3\n- 0x1F\n- '7'\n- 1_000\n- .5\n- 1.2.3\n- -\n- 99999999999999999999\n- yes\n- "
      "True\n- ~\n");
  ASSERT_TRUE(document);
  const auto root = document->root();
  EXPECT_EQ(root.at(0).integer(), 12);
  EXPECT_EQ(root.at(1).integer(), 3);
  EXPECT_EQ(root.at(2).number(), 1000.0);
  EXPECT_EQ(root.at(2).integer(), std::nullopt);
  EXPECT_EQ(root.at(3).integer(), 31);
  for (const std::size_t none : {4u, 5u, 7u, 8u, 10u, 12u}) {
    EXPECT_EQ(root.at(none).integer(), std::nullopt) << none;
    EXPECT_EQ(root.at(none).number(), std::nullopt) << none;
    EXPECT_EQ(root.at(none).boolean(), std::nullopt) << none;
  }
  EXPECT_EQ(root.at(6).number(), 0.5);
  EXPECT_EQ(root.at(9).integer(), std::nullopt) << "beyond 64 bits";
  EXPECT_EQ(root.at(11).boolean(), true);
  EXPECT_TRUE(root.at(12).is_null());
}

}  // namespace
}  // namespace pratique::codec
