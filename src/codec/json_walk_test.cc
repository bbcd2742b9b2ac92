#include "codec/json_walk.h"

#include <gtest/gtest.h>

#include <vector>

namespace pratique::codec {
namespace {

// Gives a text in chunks of that many bytes.
JsonWalk in_chunks(std::string_view text, std::size_t step, std::uint64_t most = kMaxJsonBytes) {
  return JsonWalk(
      [text, step, at = std::size_t{0}]() mutable -> Result<std::string_view> {
        const auto chunk = text.substr(at, step);
        at += chunk.size();
        return chunk;
      },
      most);
}

struct Told {
  std::vector<std::string> pieces;
  std::string error;
};

// The parts of the outermost value, each whole.
Told read(std::string_view text, std::size_t step, std::uint64_t most = kMaxJsonBytes) {
  auto walk = in_chunks(text, step, most);
  Told told;
  const auto part = [&](const std::string& key) -> Result<void> {
    PQ_TRY(const auto value, walk.value());
    told.pieces.push_back(key + "=" + std::string(value));
    return {};
  };
  const auto all = [&]() -> Result<void> {
    PQ_TRY(const auto kind, walk.kind());
    if (kind == JsonWalk::Kind::kObject)
      PQ_CHECK(walk.members([&](auto key) { return part(std::string(key)); }));
    else if (kind == JsonWalk::Kind::kArray)
      PQ_CHECK(walk.elements([&](auto number) { return part(std::to_string(number)); }));
    else
      PQ_CHECK(part(""));
    return walk.finish();
  };
  if (const auto done = all(); !done) told.error = done.error().what;
  return told;
}

TEST(JsonWalk, GivesMembersWhateverTheChunks) {
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

TEST(JsonWalk, GivesElementsByTheirNumber) {
  EXPECT_EQ(read("[{}, 7]", 1).pieces, (std::vector<std::string>{"1={}", "2=7"}));
  EXPECT_TRUE(read("[]", 1).pieces.empty());
  EXPECT_EQ(read(" {} ", 1).error, "");
  EXPECT_EQ(read(" 7 ", 1).pieces, (std::vector<std::string>{"=7"}));
}

TEST(JsonWalk, EveryCutIsAnError) {
  constexpr std::string_view kText = R"({"a": {"x": "y"}, "b": [1]})";
  for (std::size_t length = 0; length < kText.size(); ++length)
    EXPECT_NE(read(kText.substr(0, length), 7).error, "") << length;
}

TEST(JsonWalk, WhatStandsBetweenValuesIsChecked) {
  for (const auto* text : {"{\"a\" 1}", "{\"a\": }", "{\"a\": 1 \"b\": 2}", "{1: 2}", "[1,]", "[,1]", "[1] 2",
                           "{\"a\":1]", "{\"\\x\": 1}", "[1 2]", "{,}", ":", "]"}) {
    EXPECT_NE(read(text, 3).error, "") << text;
  }
}

TEST(JsonWalk, WhatIsTooLargeIsPassedOver) {
  for (const std::size_t step : {1, 5, 100}) {
    const auto told = read(R"({"a": "0123456789012", "b": 1})", step, 10);
    EXPECT_EQ(told.error, "");
    EXPECT_EQ(told.pieces, (std::vector<std::string>{"a=", "b=1"}));
  }
}

constexpr std::string_view kDeep =
    R"({"n": 12, "o": {"list": [3]}, "v": {"list": ["a", 7, "\u00e9\n", {"x": "]"}, "b"], "w": [[1], [2]]}, "t": 5})";

TEST(JsonWalk, GoesInWhereItIsAskedToAndPassesOverTheRest) {
  for (std::size_t step = 1; step < kDeep.size(); ++step) {
    auto walk = in_chunks(kDeep, step);
    std::vector<std::string> texts;
    const auto list = [&](std::uint64_t) -> Result<void> {
      PQ_TRY(const auto text, walk.text());
      texts.emplace_back(text);
      return {};
    };
    const auto done = walk.members([&](std::string_view key) -> Result<void> {
      if (key != "v") return {};
      return walk.members([&](std::string_view inner) -> Result<void> {
        return inner == "list" ? walk.elements(list) : Result<void>();
      });
    });
    ASSERT_TRUE(done) << step << " " << done.error().what;
    ASSERT_TRUE(walk.finish()) << step;
    EXPECT_EQ(walk.offset(), kDeep.size());
    EXPECT_EQ(texts, (std::vector<std::string>{"a", "", "\u00e9\n", "", "b"})) << "only strings are texts";
  }
}

TEST(JsonWalk, AnotherKindOfValueHasNoParts) {
  auto walk = in_chunks("[{\"a\": 1}, [2], 3]", 4);
  std::size_t visits = 0;
  const auto visit = [&](auto) -> Result<void> {
    ++visits;
    return {};
  };
  ASSERT_TRUE(walk.elements(
      [&](std::uint64_t number) { return number == 1 ? walk.elements(visit) : walk.members(visit); }));
  EXPECT_EQ(visits, 0u);
  EXPECT_TRUE(walk.finish());
}

TEST(JsonWalk, RecoversBehindWhatIsOdd) {
  constexpr std::string_view kText =
      R"([{"id": "a", "list": [1, 2]}, {"id": "b" "list": [{"x": "}]"}, 2]}, {"list": [1,, {"y": []}], "id": "c"},)"
      R"( {"id": "d"}])";
  for (std::size_t step = 1; step < kText.size(); ++step) {
    auto walk = in_chunks(kText, step);
    std::vector<std::string> told;
    const auto element = [&](std::uint64_t) -> Result<void> {
      return walk.members([&](std::string_view key) -> Result<void> {
        if (key == "list") return walk.elements([](auto) { return Result<void>(); });
        PQ_TRY(const auto id, walk.text());
        told.emplace_back(id);
        return {};
      });
    };
    const auto done = walk.elements([&](std::uint64_t number) -> Result<void> {
      const auto level = walk.level();
      if (element(number)) return {};
      told.push_back("odd " + std::to_string(number));
      return walk.recover(level);
    });
    ASSERT_TRUE(done) << step << ": " << done.error().what;
    ASSERT_TRUE(walk.finish()) << step;
    EXPECT_EQ(told, (std::vector<std::string>{"a", "b", "odd 2", "odd 3", "d"})) << step;
  }
  auto cut = in_chunks(R"([{"a": 1,, "b")", 3);
  EXPECT_FALSE(cut.elements([&](std::uint64_t) -> Result<void> {
    const auto level = cut.level();
    (void)cut.members([](auto) { return Result<void>(); });
    return cut.recover(level);
  })) << "a document that breaks off stays one";
}

}  // namespace
}  // namespace pratique::codec
