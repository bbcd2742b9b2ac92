#include "codec/json_pieces.h"

#include <gtest/gtest.h>

#include <vector>

namespace pratique::codec {
namespace {

struct Told {
  std::vector<std::string> pieces;
  std::string error;
};

// Given in chunks of that many bytes.
Told read(std::string_view text, std::size_t step, std::uint64_t most = kMaxJsonBytes,
          const std::string& inside = {}) {
  std::size_t at = 0;
  const auto next = [&]() -> Result<std::string_view> {
    const auto chunk = text.substr(at, step);
    at += chunk.size();
    return chunk;
  };
  auto pieces = inside.empty() ? JsonPieces(next, most) : JsonPieces::of_member(next, inside, most);
  Told told;
  for (;;) {
    const auto piece = pieces.next();
    if (!piece) told.error = piece.error().what;
    if (!piece || !*piece) return told;
    told.pieces.push_back((*piece)->key + "=" + std::string((*piece)->text));
  }
}

TEST(JsonPieces, GivesMembersWhateverTheChunks) {
  constexpr std::string_view kText =
      "\xEF\xBB\xBF {\"a\": {\"x\": [1, \"]}\\\"\"]}, \"b\\u0063\" :12 ,\"d\":\"q, }\", \"e\": [], "
      "\"e\":null}\n ";
  for (std::size_t step = 1; step < kText.size(); ++step) {
    const auto told = read(kText, step < 4 ? 4 : step);
    EXPECT_EQ(told.error, "") << step;
    EXPECT_EQ(told.pieces, (std::vector<std::string>{"a={\"x\": [1, \"]}\\\"\"]}", "bc=12", "d=\"q, }\"",
                                                     "e=[]", "e=null"}))
        << step;
  }
}

TEST(JsonPieces, GivesElementsByTheirNumber) {
  EXPECT_EQ(read("[{}, 7]", 1).pieces, (std::vector<std::string>{"1={}", "2=7"}));
  EXPECT_TRUE(read("[]", 1).pieces.empty());
  EXPECT_EQ(read(" {} ", 1).error, "");
}

TEST(JsonPieces, EveryCutIsAnError) {
  constexpr std::string_view kText = R"({"a": {"x": "y"}, "b": [1]})";
  for (std::size_t length = 0; length < kText.size(); ++length)
    EXPECT_NE(read(kText.substr(0, length), 7).error, "") << length;
}

TEST(JsonPieces, WhatStandsBetweenPiecesIsChecked) {
  for (const auto* text : {"7", "{\"a\" 1}", "{\"a\": }", "{\"a\": 1 \"b\": 2}", "{1: 2}", "[1,]", "[,1]",
                           "[1] 2", "{\"a\":1]", "{\"\\x\": 1}", "[1 2]"}) {
    EXPECT_NE(read(text, 3).error, "") << text;
  }
}

TEST(JsonPieces, GivesThePiecesOfAMember) {
  constexpr std::string_view kText =
      R"({"n": 12, "v": "of another kind", "o": {"v": [3]}, "v": [{"a": 1}, 2], "t": [{"v": 5}], "u": "}"} )";
  for (std::size_t step = 1; step < kText.size(); ++step) {
    const auto told = read(kText, step, kMaxJsonBytes, "v");
    EXPECT_EQ(told.error, "") << step;
    EXPECT_EQ(told.pieces, (std::vector<std::string>{"1={\"a\": 1}", "2=2"})) << step;
  }
  EXPECT_EQ(read(R"({"v": {"x": 1, "y": 2}})", 3, kMaxJsonBytes, "v").pieces,
            (std::vector<std::string>{"x=1", "y=2"}));
  EXPECT_TRUE(read(R"({"w": [1]})", 3, kMaxJsonBytes, "v").pieces.empty());
  EXPECT_EQ(read(R"({"w": [1]})", 3, kMaxJsonBytes, "v").error, "");
  for (std::size_t length = 0; length + 1 < kText.size(); ++length)
    EXPECT_NE(read(kText.substr(0, length), 7, kMaxJsonBytes, "v").error, "") << length;
  for (const auto* text :
       {"[1]", R"({"v": [1)", R"({"v": [1] "w": 2})", R"({"a": 1 "v": [1]})", R"({"v": [1]} 2)"})
    EXPECT_NE(read(text, 3, kMaxJsonBytes, "v").error, "") << text;
}

TEST(JsonPieces, WhatIsTooLargeIsPassedOver) {
  const auto told = read(R"({"a": "0123456789012", "b": 1})", 5, 10);
  EXPECT_EQ(told.error, "");
  EXPECT_EQ(told.pieces, (std::vector<std::string>{"a=", "b=1"}));
}

}  // namespace
}  // namespace pratique::codec
