// vercmp(8)'s own examples, and where its order is made total.
#include <gtest/gtest.h>

#include "version/order.h"

namespace pratique::version {
namespace {

const Order& alpm() { return *find_order("alpm"); }

TEST(Alpm, OrdersAsVercmpSays) {
  for (const auto& list : {std::vector<const char*>{"1.0a", "1.0b", "1.0beta", "1.0p", "1.0pre", "1.0rc",
                                                    "1.0", "1.0.a", "1.0.1"},
                           std::vector<const char*>{"1", "1.0", "1.1", "1.1.1", "1.2", "2.0", "3.0.0"},
                           std::vector<const char*>{"9", "10", "1:1", "2:0.1"},
                           std::vector<const char*>{"1.0", "1.0-1", "1.0-2", "1.0-2.1", "1.0-10"}}) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = 0; j < list.size(); ++j)
        EXPECT_TRUE(alpm().compare(list[i], list[j]) == (i <=> j)) << list[i] << " " << list[j];
    }
  }
  EXPECT_TRUE(alpm().compare("01.02", "1.2") == 0);
  EXPECT_TRUE(alpm().compare("0:1.0-1", "1.0-1") == 0);
}

TEST(Alpm, ABoundWithoutAReleaseTakesEveryOne) {
  EXPECT_TRUE(alpm().compare_bound("1.0-3", "1.0") == 0);
  EXPECT_TRUE(alpm().compare_bound("1.0-3", "1.1") < 0);
  EXPECT_TRUE(alpm().compare_bound("1.0-3", "1.0-2") > 0);
}

TEST(Alpm, KnowsWhatIsAVersion) {
  for (const auto* text : {"1.0-1", "2:1.7.9+r1+g2b3c-1", "1.0", "r123.abc-1.2", "5.10_rc1-1"})
    EXPECT_TRUE(alpm().valid(text)) << text;
  for (const auto* text : {"", "-1", ":1", "1.0-", "1.0-a", "1 0-1", "1/0-1", "1:"})
    EXPECT_FALSE(alpm().valid(text)) << text;
}

}  // namespace
}  // namespace pratique::version
