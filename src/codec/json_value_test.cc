#include "codec/json_value.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "codec/json.h"

namespace pratique::codec {
namespace {

std::string to_text(const JsonObject& object, const std::vector<JsonStream>& streams = {}) {
  return base::text_of([&](const base::Sink& sink) { return write_json(sink, object, streams); }).value();
}

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
    std::vector<std::size_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    JsonArray whole;
    const auto element = [](std::size_t number) { return JsonObject{{"list", number}}; };
    for (const auto number : numbers) whole.emplace_back(element(number));
    const JsonObject inner{{"list", "kept"}};
    EXPECT_EQ(to_text({{"a", inner}, {"list", nullptr}, {"z", 1}}, {stream_of("list", numbers, element)}),
              to_text(JsonObject{{"a", inner}, {"list", whole}, {"z", 1}}));
  }
}

TEST(JsonValue, AListMayStandDeepInTheDocument) {
  const std::vector<int> numbers = {1, 2};
  const auto element = [](int number) { return JsonObject{{"list", nullptr}, {"n", number}}; };
  const JsonArray want{element(1), element(2)};
  EXPECT_EQ(to_text({{"a", JsonArray{JsonObject{{"list", nullptr}}}}}, {stream_of("list", numbers, element)}),
            to_text({{"a", JsonArray{JsonObject{{"list", want}}}}}));
}

TEST(JsonValue, AnEmptyListMayBeLeftOut) {
  const JsonStream none{.key = "list", .next = [] { return std::nullopt; }, .omit_empty = true};
  EXPECT_EQ(to_text({{"list", nullptr}, {"z", 1}}, {none}), to_text(JsonObject{{"z", 1}}));
}

// Neither the document nor one of its lists is held: pieces come while elements are still being made.
TEST(JsonValue, ALongDocumentIsWrittenPieceByPiece) {
  constexpr std::size_t kCount = 100'000;
  std::size_t made = 0, made_at_first_piece = 0, longest = 0, bytes = 0;
  const auto next = [&]() -> std::optional<JsonValue> {
    return ++made <= kCount ? std::optional<JsonValue>("element") : std::nullopt;
  };
  const auto sink = [&](std::string_view piece) -> Result<void> {
    if (bytes == 0) made_at_first_piece = made;
    longest = std::max(longest, piece.size());
    bytes += piece.size();
    return {};
  };
  JsonArray whole(kCount, "element");  // one that is in memory goes out in pieces all the same
  ASSERT_TRUE(write_json(sink, {{"list", nullptr}, {"whole", whole}}, {{.key = "list", .next = next}}));
  EXPECT_GT(bytes, 2 * kCount * 10);
  EXPECT_LT(made_at_first_piece, kCount / 10);
  EXPECT_LE(longest, base::BufferedSink::kBytes + 100);
}

TEST(JsonValue, AnErrorOfTheSinkEndsTheWriting) {
  std::size_t made = 0, calls = 0;
  const auto endless = [&]() -> std::optional<JsonValue> { return ++made; };
  const auto full = [&](std::string_view) -> Result<void> {
    ++calls;
    return base::fail(ErrorKind::kIo, "No space left on device");
  };
  bool asked = false;  // a list behind the error may need what the first would have found out
  const auto later = [&asked]() -> std::optional<JsonValue> {
    asked = true;
    return std::nullopt;
  };
  const auto done = write_json(full, {{"list", nullptr}, {"later", nullptr}},
                               {{.key = "list", .next = endless}, {.key = "later", .next = later}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().what, "No space left on device");
  EXPECT_EQ(calls, 1u);
  EXPECT_FALSE(asked);
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
