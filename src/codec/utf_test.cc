#include "codec/utf.h"

#include <gtest/gtest.h>

namespace pratique::codec {
namespace {

using namespace std::string_literals;

std::string read(std::string text) {
  const auto out = to_utf8(std::move(text));
  return out ? *out : "error at " + std::to_string(out.error().where.offset.value_or(0));
}

TEST(Utf, IsToldByItsMark) {
  EXPECT_EQ(read("\xff\xfe"
                 "a\0\xe9\0"s),
            "a\xc3\xa9");
  EXPECT_EQ(read("\xfe\xff\0a\0\xe9"s), "a\xc3\xa9");
  EXPECT_EQ(read("\xff\xfe\x3d\xd8\x22\xde"s), "\xf0\x9f\x98\xa2");
  EXPECT_EQ(read("\xff\xfe\0\0a\0\0\0\x22\xf6\x01\0"s), "a\xf0\x9f\x98\xa2");
  EXPECT_EQ(read("\0\0\xfe\xff\0\0\0a"s), "a");
  EXPECT_EQ(read("\xff\xfe"s), "");
  for (const auto& other : {"plain"s, "\xef\xbb\xbf{}"s, ""s, "\xff"s, "\xc3\x28"s})
    EXPECT_EQ(read(other), other);
}

TEST(Utf, HalvesAreErrorsWithTheirPlace) {
  EXPECT_EQ(read("\xff\xfe"
                 "a\0\x3d\xd8"s),
            "error at 4");
  EXPECT_EQ(read("\xff\xfe"
                 "a\0\x3d\xd8"
                 "b\0"s),
            "error at 4");
  EXPECT_EQ(read("\xff\xfe"
                 "a\0\x22\xde"s),
            "error at 4");
  EXPECT_EQ(read("\xff\xfe"
                 "a\0b"s),
            "error at 4");
  EXPECT_EQ(read("\0\0\xfe\xff\0\x11\0\0"s), "error at 4");
}

TEST(Utf, WhatIsNoCharacterIsWrittenAsTheReplacement) {
  std::string out;
  for (const std::uint32_t point : {0x61u, 0xe9u, 0x20acu, 0x1f622u}) append_utf8(out, point);
  EXPECT_EQ(out, "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\xa2");
  for (const std::uint32_t wrong : {0xd800u, 0xdfffu, 0x110000u, 0xffffffffu}) {
    std::string shown;
    append_utf8(shown, wrong);
    EXPECT_EQ(shown, "\xef\xbf\xbd") << wrong;
  }
}

}  // namespace
}  // namespace pratique::codec
