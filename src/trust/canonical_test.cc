#include "trust/canonical.h"

#include <gtest/gtest.h>

namespace pratique::trust {
namespace {

std::string of(std::string_view text) {
  const auto document = codec::JsonDocument::parse(text);
  if (!document) return "no JSON";
  const auto out = canonical(document->root());
  return out ? *out : "refused: " + out.error().what;
}

TEST(CanonicalTest, SortsAndLeavesOutBlanks) {
  EXPECT_EQ(of(R"( { "b" : [ 1 , -2, true, false, null ], "a" : { } } )"),
            R"({"a":{},"b":[1,-2,true,false,null]})");
  // By bytes: capitals first, then what is beyond ASCII last.
  EXPECT_EQ(of(R"({"é": 1, "z": 2, "Z": 3, "": 4})"), R"({"":4,"Z":3,"z":2,"é":1})");
}

// securesystemslib: only these two are escaped, a line end is itself.
TEST(CanonicalTest, EscapesQuotesAndBackslashesOnly) {
  EXPECT_EQ(of(R"("a\"b\\c\nd\u0007\u00e9/")"), "\"a\\\"b\\\\c\nd\x07é/\"");
  EXPECT_EQ(as_json("\"a\nb\x01\""), "\"a\\u000ab\\u0001\"");
}

TEST(CanonicalTest, RefusesWhatCanBeReadInTwoWays) {
  EXPECT_EQ(of(R"({"a":1,"a":1})"), "refused: a key that is there twice: a");
  EXPECT_EQ(of(R"([{"x":{"a":1,"b":2,"a":3}}])"), "refused: a key that is there twice: a");
  EXPECT_EQ(of("[1.5]"), "refused: a number that is not whole");
  EXPECT_EQ(of("[1.0]"), "refused: a number that is not whole");
  EXPECT_EQ(of("[1e3]"), "refused: a number that is not whole");
  EXPECT_EQ(of(std::string(40, '[') + std::string(40, ']')), "refused: nested deeper than 32");
}

}  // namespace
}  // namespace pratique::trust
