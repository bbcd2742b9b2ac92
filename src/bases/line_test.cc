#include "bases/line.h"

#include <gtest/gtest.h>

namespace pratique::bases {
namespace {

TEST(VersionOfTag, TellsVersionsFromDaysAndWords) {
  const auto version = version_of_tag("v3.18.4-alpine");
  ASSERT_TRUE(version);
  EXPECT_EQ(version->numbers, (std::vector<std::uint64_t>{3, 18, 4}));
  EXPECT_EQ(version->before + version->variant, "v-alpine");
  EXPECT_EQ(version_of_tag("20-slim")->numbers.size(), 1u);
  for (const std::string_view none : {"latest", "bookworm", "20240530", "3a", "v", "", "1.2x"})
    EXPECT_FALSE(version_of_tag(none)) << none;
}

TEST(NewestOfLine, IsOfTheSameVariantAndLine) {
  const std::vector<std::string> tags{"3.18.9", "3.18.12", "3.18.12-slim", "3.19.1",
                                      "3.18",   "latest",  "4.0.0"};
  EXPECT_EQ(newest_of_line("3.18.4", tags), "3.18.12");
  EXPECT_EQ(newest_of_line("3.18.12", tags), "");
  EXPECT_EQ(newest_of_line("3.18.4-slim", tags), "3.18.12-slim");
  EXPECT_EQ(newest_of_line("3.18.4-musl", tags), "");
  // Where lines have two numbers, another number is another line.
  EXPECT_EQ(newest_of_line("3.18", {"3.19"}), "");
}

TEST(NewestOfLine, GoesByDaysWhereTagsHaveThem) {
  const std::vector<std::string> tags{"bookworm-20240513", "bookworm-20260803-slim", "bookworm-20260803",
                                      "trixie-20260901", "20260901"};
  EXPECT_EQ(newest_of_line("bookworm-20240211", tags), "bookworm-20260803");
  EXPECT_EQ(newest_of_line("bookworm-20240211-slim", tags), "bookworm-20260803-slim");
  EXPECT_EQ(newest_of_line("bookworm-20260803", tags), "");
  EXPECT_EQ(newest_of_line("20240101", tags), "20260901");
}

}  // namespace
}  // namespace pratique::bases
