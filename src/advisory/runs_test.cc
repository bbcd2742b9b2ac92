#include "advisory/runs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

#include "advisory/keys.h"

namespace pratique::advisory {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::unique_ptr<PieceFile> scratch() {
  auto file = PieceFile::scratch("/tmp");
  EXPECT_TRUE(file);
  return *std::move(file);
}

Pairs all(Items& items) {
  Pairs out;
  for (;;) {
    const auto any = items.next();
    EXPECT_TRUE(any) << to_line(any.error());
    if (!any.value_or(false)) return out;
    out.emplace_back(items.key(), items.value());
  }
}

// Short alphabets, zero bytes, equal keys: what an order by bytes could get wrong.
Pairs random_pairs(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  const auto text = [&](std::size_t most) {
    std::string out(random() % (most + 1), '\0');
    for (auto& c : out) c = static_cast<char>(random() % 3 == 0 ? random() % 2 : random() % 256);
    return out;
  };
  Pairs out;
  for (std::size_t i = 0; i < count; ++i) out.emplace_back(text(12), text(40));
  return out;
}

TEST(Sorter, GivesWhatASortInMemoryGivesHoweverLittleItKeeps) {
  const auto file = scratch();
  for (const std::size_t memory : {1u, 200u, 5'000u, 1u << 20}) {
    auto pairs = random_pairs(3'000, 7);
    Sorter sorter(*file, memory);
    for (const auto& [key, value] : pairs) ASSERT_TRUE(sorter.add(key, value));
    std::sort(pairs.begin(), pairs.end());
    for (int twice = 0; twice < 2; ++twice) {
      const auto items = sorter.sorted();
      ASSERT_TRUE(items);
      EXPECT_EQ(all(**items), pairs) << memory;
    }
  }
}

TEST(Sorter, OfNothingIsEmpty) {
  const auto file = scratch();
  Sorter sorter(*file);
  const auto items = sorter.sorted();
  ASSERT_TRUE(items);
  EXPECT_TRUE(all(**items).empty());
}

TEST(Runs, AreReadAsTheyWereWrittenInPiecesAndFromMemory) {
  const auto file = scratch();
  const auto pairs = random_pairs(10'000, 8);
  RunWriter first(*file), second(*file);
  for (const auto& [key, value] : pairs) {
    ASSERT_TRUE(first.add(key, value));
    ASSERT_TRUE(second.add(key, value));
  }
  const auto kept = std::move(first).take();
  const auto whole = std::move(second).finish();
  ASSERT_TRUE(whole);
  EXPECT_FALSE(kept.tail.empty());
  EXPECT_TRUE(whole->tail.empty());
  for (const auto* run : {&kept, &*whole}) EXPECT_EQ(all(*read(*run)), pairs);
}

TEST(Runs, DamagedPiecesAreErrors) {
  const auto sound = pack_piece("some text that is packed, and packed, and packed");
  for (std::size_t at = 0; at < sound.size(); ++at) {
    auto damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
    const auto plain = unpack_piece(damaged);
    EXPECT_TRUE(!plain || *plain == *unpack_piece(sound)) << at;
    EXPECT_FALSE(unpack_piece(sound.substr(0, at))) << at;
  }
  const auto file = scratch();
  const advisory::Run beyond{.file = file.get(), .pieces = {{.offset = 10, .size = 10}}, .tail = {}};
  EXPECT_FALSE(read(beyond)->next());
}

TEST(Keys, StandInTheOrderOfTheirFields) {
  const auto texts = random_pairs(300, 9);
  for (const auto& [a, b] : texts) {
    for (const auto& [c, d] : {texts[0], texts[1], texts[2], std::pair(a, b + "x"), std::pair(b, a)}) {
      const auto one = Key().text(a).text(b).take(), other = Key().text(c).text(d).take();
      EXPECT_EQ(one < other, std::tie(a, b) < std::tie(c, d));
      const auto down = Key().descending(a).text(b).take(), up = Key().descending(c).text(d).take();
      EXPECT_EQ(down < up, std::tie(c, b) < std::tie(a, d));
      KeyReader reader(one);
      EXPECT_EQ(reader.text(), a);
      EXPECT_EQ(reader.text(), b);
    }
  }
  EXPECT_LT(Key().number(255).take(), Key().number(256).take());
  const auto key = Key().number(1u << 20).byte(200).take();
  KeyReader numbers(key);
  EXPECT_EQ(numbers.number(), 1u << 20);
  EXPECT_EQ(numbers.byte(), 200u);
}

}  // namespace
}  // namespace pratique::advisory
