#include "report/pattern.h"

#include <gtest/gtest.h>

#include <chrono>

namespace pratique::report {
namespace {

bool found(const std::string& pattern, std::string_view text) {
  const auto made = Pattern::make(pattern);
  EXPECT_TRUE(made.has_value()) << pattern;
  return made && made->found_in(text);
}

TEST(Pattern, MatchesAnywhere) {
  EXPECT_TRUE(found("ssl", "openssl"));
  EXPECT_FALSE(found("^ssl", "openssl"));
  EXPECT_TRUE(found("^@scope/left$", "@scope/left"));
  EXPECT_TRUE(found("a{1,2}$", "aa"));
  EXPECT_TRUE(found("(?i)LOG4J", "log4j"));
  EXPECT_TRUE(found("^.日$", "本日"));
}

TEST(Pattern, LongNamesAreNoBlindSpot) {
  const std::string name = std::string(1 << 20, 'a') + "!";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(found("(a+)+!$", name));
  EXPECT_FALSE(found("(a+)+$", name));
  EXPECT_TRUE(found("^(a|aa|a*)*!", name));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Pattern, MemoryOfMatchingIsNoBlindSpot) {
  // Its states outgrow the cache for every text of a's and b's; the answer must stay right.
  const std::string pattern = "a[ab]{24}c";
  std::string text;
  for (unsigned i = 0; i < 200'000; ++i) text += (i * 2654435761u >> 13) % 2 ? 'a' : 'b';
  EXPECT_FALSE(found(pattern, text));
  EXPECT_TRUE(found(pattern, text + "a" + std::string(24, 'b') + "c"));
}

TEST(Pattern, NamesThatAreNoUtf8AreLookedAt) {
  EXPECT_TRUE(found("^lib.*ssl$", "lib\xff\xfessl"));
  EXPECT_TRUE(found("ssl", "\xc3ssl"));
  EXPECT_FALSE(found("^ssl", "\xc3ssl"));
}

TEST(Pattern, WhatCannotBeUsedIsRefusedWithASentence) {
  for (const auto& text :
       {std::string("("), std::string("a**"), std::string("[z-a]"), std::string("(a)\\1"),
        std::string("(?=x)"), std::string("(?!x)y"), std::string("(((a{99}){99}){99})"),
        std::string("a{9999}"), std::string("\xff"), std::string(), std::string(kMaxPatternBytes + 1, 'a')}) {
    const auto made = Pattern::make(text);
    ASSERT_FALSE(made.has_value()) << text;
    EXPECT_EQ(made.error().kind, ErrorKind::kUsage);
    EXPECT_FALSE(made.error().what.empty());
  }
  EXPECT_TRUE(Pattern::make(std::string(kMaxPatternBytes, 'a')));
}

TEST(Pattern, ListIsSplitAtItsOwnCommasOnly) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_patterns("a,b"), (Words{"a", "b"}));
  EXPECT_EQ(split_patterns("a{1,2}"), (Words{"a{1,2}"}));
  EXPECT_EQ(split_patterns("a{1,2},(b,c),[,]x"), (Words{"a{1,2}", "(b,c)", "[,]x"}));
  EXPECT_EQ(split_patterns("[],(],a"), (Words{"[],(]", "a"}));
  EXPECT_EQ(split_patterns("[^],],a"), (Words{"[^],]", "a"}));
  EXPECT_EQ(split_patterns("a\\,b,\\(,c"), (Words{"a\\,b", "\\(", "c"}));
  EXPECT_EQ(split_patterns("a\\\\,b"), (Words{"a\\\\", "b"}));
  EXPECT_EQ(split_patterns(")a,b"), (Words{")a", "b"}));
  EXPECT_EQ(split_patterns(""), (Words{""}));
}

}  // namespace
}  // namespace pratique::report
