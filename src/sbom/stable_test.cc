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

TEST(Stable, UrlsWithoutForbiddenCharacters) {
  EXPECT_TRUE(is_url("https://example.org/a?b=c#d"));
  for (const auto* text : {"", "example.org", "ftp://x", "https://", "https://a b", "https://a\"b",
                           "javascript:alert(1)", "http://é"}) {
    EXPECT_FALSE(is_url(text)) << text;
  }
}

}  // namespace
}  // namespace pratique::sbom
