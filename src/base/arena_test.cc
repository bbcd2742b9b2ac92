#include "base/arena.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pratique::base {
namespace {

TEST(Arena, WhatItHoldsStaysWhileItGrows) {
  Arena arena(16);
  std::vector<std::string_view> texts;
  for (int i = 0; i < 10'000; ++i) texts.push_back(arena.copy("text " + std::to_string(i)));
  const std::vector<double> values = {1.5, 2.5};
  const auto kept = arena.copy(std::span(values));
  for (int i = 0; i < 10'000; ++i) EXPECT_EQ(texts[static_cast<std::size_t>(i)], "text " + std::to_string(i));
  EXPECT_EQ(std::vector<double>(kept.begin(), kept.end()), values);
}

TEST(Arena, ValuesAreAlignedAndBeginAsTheirTypeDoes) {
  struct Item {
    std::uint64_t number = 7;
    std::string_view text;
  };
  Arena arena(3);
  arena.copy("x");
  const auto items = arena.make<Item>(3);
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(items.data()) % alignof(Item), 0u);
  for (const auto& item : items) EXPECT_EQ(item.number, 7u);
  EXPECT_TRUE(arena.make<Item>(0).empty());
  EXPECT_TRUE(arena.copy("").empty());
}

}  // namespace
}  // namespace pratique::base
