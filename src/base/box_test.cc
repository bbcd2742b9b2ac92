#include "base/box.h"

#include <gtest/gtest.h>

#include <string>

namespace pratique::base {
namespace {

struct Part {
  std::string text;
  int number = 3;
  bool operator==(const Part&) const = default;
};

TEST(Box, IsComparedAndCopiedByContent) {
  Box<Part> none, made, other;
  EXPECT_EQ(none->number, 3);
  made.edit();
  EXPECT_TRUE(made.is_there());
  EXPECT_EQ(none, made) << "a part like a new one is none";
  made.settle();
  EXPECT_FALSE(made.is_there());
  other.edit().text = "x";
  auto copy = other;
  EXPECT_EQ(copy, other);
  copy.edit().text = "y";
  EXPECT_EQ(other->text, "x") << "a copy is its own";
  EXPECT_NE(copy, other);
  none = copy;
  none.settle();
  EXPECT_EQ(none->text, "y") << "what says something stays";
}

}  // namespace
}  // namespace pratique::base
