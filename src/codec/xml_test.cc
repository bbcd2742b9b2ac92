#include "codec/xml.h"

#include <gtest/gtest.h>

namespace pratique::codec {
namespace {

TEST(Xml, LooksUpWhatIsThere) {
  const auto document = XmlDocument::parse(
      "<?xml version='1.0'?><!-- a <b> --><m:harbour xmlns:m='u'><name> Haven &amp; Quay </name>"
      "<m:quay n='1' m:depth=\"12\"/><quay n='2'><![CDATA[a < b]]></quay></m:harbour>");
  ASSERT_TRUE(document);
  const auto root = document->root();
  EXPECT_EQ(root.name(), "harbour");
  EXPECT_EQ(root["name"].text(), "Haven & Quay");
  EXPECT_EQ(root["quay"].attribute("depth"), "12");
  std::string all;
  root.each([&](Xml child) { all += std::string(child.name()) + "(" + std::string(child.text()) + ") "; });
  EXPECT_EQ(all, "name(Haven & Quay) quay() quay(a < b) ");
}

TEST(Xml, AbsentIsAbsentAllTheWay) {
  const auto document = XmlDocument::parse("<a>text</a>");
  ASSERT_TRUE(document);
  const auto missing = document->root()["b"]["c"];
  EXPECT_FALSE(missing);
  EXPECT_EQ(missing.text(), "");
  EXPECT_EQ(missing.name(), "");
  EXPECT_EQ(missing.attribute("x"), "");
  missing.each([](Xml) { FAIL(); });
}

TEST(Xml, WhatIsNoXmlIsAnErrorWithItsPlace) {
  for (const auto* text : {"", " ", "text", "<!-- only -->", "<?xml version='1.0'?>"})
    EXPECT_FALSE(XmlDocument::parse(text)) << text;
  const auto cut = XmlDocument::parse("<a><b>1</b>");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, base::ErrorKind::kInvalid);
  EXPECT_EQ(cut.error().where.offset, 10u);
}

TEST(Xml, EntitiesOfADtdAreNotFollowed) {
  const auto document = XmlDocument::parse(
      "<!DOCTYPE a [<!ENTITY x \"yyyyyyyy\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><a><b>&x;&f;</b></a>");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root()["b"].text(), "&x;&f;");
}

TEST(Xml, ReadsUtf16ByItsMark) {
  std::string text("\xff\xfe", 2);
  for (const char c : std::string_view("<a>b</a>")) text += {c, '\0'};
  const auto document = XmlDocument::parse(text);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().text(), "b");
}

TEST(Xml, DepthAndNumberAreBounded) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_FALSE(XmlDocument::parse(deep));  // not closed: an error, no matter how deep
  for (int i = 0; i < 100'000; ++i) deep += "</a>";
  EXPECT_TRUE(XmlDocument::parse(deep));
  const auto many = XmlDocument::parse("<a>" + std::string(kMaxXmlNodes, '<') + "</a>");
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().kind, base::ErrorKind::kLimit);
  const auto large = XmlDocument::parse("<a>text</a>", 5);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, base::ErrorKind::kLimit);
}

}  // namespace
}  // namespace pratique::codec
