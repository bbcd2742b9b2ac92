#include "sbom/stable.h"

#include <gtest/gtest.h>

#include "support/inventory_sample.h"

namespace pratique::sbom {
namespace {

TEST(Stable, TimesComeOutInUtc) {
  EXPECT_EQ(to_utc("2024-05-01T12:00:00Z"), "2024-05-01T12:00:00Z");
  EXPECT_EQ(to_utc("2024-05-01t12:00:00.123456789z"), "2024-05-01T12:00:00Z");
  EXPECT_EQ(to_utc("2024-03-01T00:30:00+01:00"), "2024-02-29T23:30:00Z");
  EXPECT_EQ(to_utc("2023-12-31T23:30:00-00:30"), "2024-01-01T00:00:00Z");
  EXPECT_EQ(to_utc("1998-12-31T23:59:60Z"), "1998-12-31T23:59:59Z");
  // The zero time of Go, which images without a date carry.
  EXPECT_EQ(to_utc("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00Z");
}

TEST(Stable, WhatIsNoTimeIsNothing) {
  for (const auto* text : {"", "2024", "2024-05-01", "2024-05-01T12:00:00", "2024-02-30T12:00:00Z",
                           "2024-05-01T24:00:00Z", "2024-05-01T12:00:00.Z", "2024-05-01T12:00:00+1:00",
                           "2024-05-01 12:00:00Z", "2024-05-01T12:00:00Zjunk", "0001-01-01T00:00:00+01:00",
                           "9999-12-31T23:59:59-01:00", "+024-05-01T12:00:00Z"}) {
    EXPECT_EQ(to_utc(text), std::nullopt) << text;
  }
}

TEST(Stable, IdentifiersFollowTheContent) {
  EXPECT_EQ(uuid_of("a"), uuid_of("a"));
  EXPECT_NE(uuid_of("a"), uuid_of("b"));
  const auto uuid = uuid_of("");
  // SHA-256 of nothing begins e3b0c442 98fc 1c14 9afb f4c8996fb924.
  EXPECT_EQ(uuid, "e3b0c442-98fc-8c14-9afb-f4c8996fb924");
  EXPECT_EQ(short_hash(""), "e3b0c44298fc1c14");
}

TEST(Stable, ADocumentIsNamedByAllThatItIsMadeFrom) {
  const auto image = testing::small_image();
  const auto uuid = uuid_of_document("spdx", image, "2024-05-01T12:00:00Z");
  EXPECT_EQ(uuid_of_document("spdx", image, "2024-05-01T12:00:00Z"), uuid);
  EXPECT_EQ(uuid[14], '8');
  EXPECT_NE(uuid_of_document("cyclonedx", image, "2024-05-01T12:00:00Z"), uuid);
  EXPECT_NE(uuid_of_document("spdx", image, "2024-05-01T12:00:01Z"), uuid);
  auto other = image;
  other.notes.push_back({"unreadable", "one more", "", "", true});
  EXPECT_NE(uuid_of_document("spdx", other, "2024-05-01T12:00:00Z"), uuid);
}

// Another value of the same type, whatever a component's member is.
void change(std::string& text) { text += "x"; }
void change(bool& flag) { flag = !flag; }
template <class Number>
  requires std::is_integral_v<Number> || std::is_enum_v<Number>
void change(Number& number) {
  number = static_cast<Number>(static_cast<int>(number) + 1);
}
template <class One>
void change(std::vector<One>& list) {
  list.emplace_back();
}
void change(std::map<std::string, std::string>& map) { map["pratique:added"]; }

TEST(Stable, NoMemberOfAComponentIsLeftOutOfTheName) {
  const auto image = testing::small_image();
  const auto name_of = [](const model::Inventory& inventory) {
    return uuid_of_document("spdx", inventory, "2024-05-01T12:00:00Z");
  };
  std::map<std::string, std::string> names{{name_of(image), "as it is"}};
  std::vector<std::string> members;
  model::each_field(image.components[0],
                    [&](std::string_view name, const auto&) { members.emplace_back(name); });
  for (std::size_t i = 0; i < members.size(); ++i) {
    auto other = image;
    std::size_t at = 0;
    model::each_field(other.components[0], [&](std::string_view, auto& member) {
      if (at++ == i) change(member);
    });
    const auto [first, added] = names.try_emplace(name_of(other), members[i]);
    EXPECT_TRUE(added) << members[i] << " and " << first->second << " give the same name";
  }
  auto linked = image;
  linked.edges.push_back({.from = 0, .to = 1});
  EXPECT_TRUE(names.try_emplace(name_of(linked), "an edge").second);
}

TEST(Stable, UrlsWithoutForbiddenCharacters) {
  EXPECT_TRUE(is_url("https://example.org/a?b=c#d"));
  for (const auto* text : {"", "example.org", "ftp://x", "https://", "https://a b", "https://a\"b",
                           "javascript:alert(1)", "http://é"}) {
    EXPECT_FALSE(is_url(text)) << text;
  }
}

}  // namespace
}  // namespace pratique::sbom
