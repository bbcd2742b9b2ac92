#include "codec/base64.h"

#include <gtest/gtest.h>

namespace pratique::codec {
namespace {

// RFC 4648 §10.
TEST(Base64, TestVectors) {
  for (const auto& [text, want] : {std::pair{"", ""},
                                   {"Zg==", "f"},
                                   {"Zm8=", "fo"},
                                   {"Zm9v", "foo"},
                                   {"Zm9vYg", "foob"},
                                   {"Zm9vYmE", "fooba"},
                                   {"Zm9vYmFy", "foobar"}})
    EXPECT_EQ(from_base64(text).value(), want) << text;
  for (const auto& [text, want] :
       {std::pair{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}})
    EXPECT_EQ(to_base64(text), want);
  EXPECT_EQ(to_base64("\xfb\xff"), "+/8=");
  EXPECT_EQ(from_base64("-_8").value(), from_base64("+/8=").value());
}

TEST(Base64, OtherCharactersAreAnError) {
  EXPECT_FALSE(from_base64("Zm9v\n").has_value());
  EXPECT_FALSE(from_base64("=Zg").has_value());
}

}  // namespace
}  // namespace pratique::codec
