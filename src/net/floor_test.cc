#include "net/floor.h"

#include <gtest/gtest.h>

namespace pratique::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Floor kFloor{.bytes = 600, .within = seconds(60)};

TEST(Floor, NothingIsTooSlowBeforeItsTime) {
  EXPECT_TRUE(kFloor.is_met(0, milliseconds(59'999)));
  EXPECT_FALSE(kFloor.is_met(599, seconds(60)));
  EXPECT_TRUE(kFloor.is_met(600, seconds(60)));
  EXPECT_FALSE(kFloor.is_met(1199, seconds(120)));
  EXPECT_TRUE((Floor{.bytes = 0, .within = seconds(1)}).is_met(0, seconds(1000)));
}

TEST(Pace, AByteASecondIsTooSlow) {
  Pace pace(kFloor);
  const Pace::Clock::time_point start{};
  pace.begin(start, 0);
  for (int second = 1; second < 60; ++second)
    EXPECT_TRUE(pace.goes_on(start + seconds(second), static_cast<std::uint64_t>(second)));
  EXPECT_FALSE(pace.goes_on(start + seconds(60), 60));
  EXPECT_EQ(pace.came(), 60u);
}

TEST(Pace, EachWindowCountsForItself) {
  Pace pace(kFloor);
  const Pace::Clock::time_point start{};
  pace.begin(start, 0);
  // What came fast at first does not pay for what comes later.
  EXPECT_TRUE(pace.goes_on(start + seconds(60), 1'000'000));
  EXPECT_FALSE(pace.goes_on(start + seconds(120), 1'000'100));
  EXPECT_EQ(pace.came(), 100u);
}

TEST(Pace, WhoDoesNotWaitBlamesNobody) {
  Pace pace(kFloor);
  Pace::Clock::time_point now{};
  // A second of waiting for ten bytes, then an hour of work with them.
  for (std::uint64_t i = 0; i < 200; ++i) {
    pace.begin(now, i * 10);
    EXPECT_TRUE(pace.goes_on(now + seconds(1), i * 10 + 10)) << i;
    now += std::chrono::hours(1);
  }
}

}  // namespace
}  // namespace pratique::net
