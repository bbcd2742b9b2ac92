#include "codec/json_value.h"

#include <gtest/gtest.h>

#include "codec/json.h"

namespace pratique::codec {
namespace {

std::string back(std::string_view text) {
  const auto document = JsonDocument::parse(to_compact_text(JsonValue(boost::json::string(text))));
  return document ? std::string(document->root().text()) : "(not JSON)";
}

TEST(JsonValue, KeepsTheOrderOfMembers) {
  EXPECT_EQ(to_compact_text(JsonObject{{"b", 1}, {"a", JsonArray{true, nullptr, "x"}}}),
            R"({"b":1,"a":[true,null,"x"]})");
  EXPECT_EQ(to_text(JsonObject{{"a", JsonArray{1}}, {"e", JsonArray{}}}),
            "{\n  \"a\": [\n    1\n  ],\n  \"e\": []\n}\n");
}

TEST(JsonValue, AListMadeOneByOneHasTheSameBytes) {
  for (const std::size_t count : {0, 1, 3}) {
    JsonArray whole;
    const auto element = [](std::size_t index) { return JsonValue(JsonObject{{"list", index}}); };
    for (std::size_t i = 0; i < count; ++i) whole.emplace_back(element(i));
    const JsonObject inner{{"list", "kept"}};
    EXPECT_EQ(to_text({{"a", inner}, {"list", nullptr}, {"z", 1}}, "list", count, element),
              to_text(JsonObject{{"a", inner}, {"list", whole}, {"z", 1}}));
  }
}

TEST(JsonValue, NumbersAreShort) { EXPECT_EQ(to_compact_text(JsonArray{7.5, 10.0, 0.1}), "[7.5,10,0.1]"); }

TEST(JsonValue, EscapesWhatDrivesATerminal) {
  EXPECT_EQ(to_compact_text(JsonValue("\x1b[31m\x7f\u202e\u009b")), R"("\u001b[31m\u007f\u202e\u009b")");
}

TEST(JsonValue, TextComesBackAsItWas) {
  for (const char* text : {"", "naïve 語 😀", "\"\\/\b\n\t", "\u202egnp.exe", "\u2028"})
    EXPECT_EQ(back(text), text);
}

TEST(JsonValue, BytesThatAreNoUtf8BecomeTheReplacementCharacter) {
  EXPECT_EQ(back("a\xff\xfe"
                 "b"),
            "a\ufffd\ufffd"
            "b");
}

}  // namespace
}  // namespace pratique::codec
