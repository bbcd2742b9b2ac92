#include "base/spare_thread.h"

#include <gtest/gtest.h>

#include <atomic>

namespace pratique::base {
namespace {

TEST(SpareThread, DoesTheWorkOfOneAfterTheOther) {
  ASSERT_TRUE(make_spare_thread());
  ASSERT_TRUE(make_spare_thread()) << "there is one already";
  std::thread::id first, second;
  Thread one([&] { first = std::this_thread::get_id(); });
  one.join();
  Thread two([&] { second = std::this_thread::get_id(); });
  two.join();
  EXPECT_EQ(first, second);
  EXPECT_NE(first, std::this_thread::get_id());
  EXPECT_FALSE(two.joinable());
}

TEST(SpareThread, WhileItIsBusyAnotherIsMade) {
  ASSERT_TRUE(make_spare_thread());
  std::atomic<bool> go{false};
  Thread busy([&] { go.wait(false); });
  std::thread::id other;
  Thread beside([&] { other = std::this_thread::get_id(); });
  beside.join();
  EXPECT_NE(other, std::thread::id());
  go = true;
  go.notify_all();
  Thread moved = std::move(busy);
  EXPECT_FALSE(busy.joinable());
  moved.join();
}

}  // namespace
}  // namespace pratique::base
