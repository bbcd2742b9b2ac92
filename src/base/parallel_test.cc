#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <stdexcept>

namespace pratique::base {
namespace {

TEST(Parallel, DoesEachOnce) {
  std::vector<std::atomic<int>> done(1000);
  ASSERT_TRUE(run_parallel(4, done.size(), [&](std::size_t i) { ++done[i]; }));
  for (const auto& one : done) EXPECT_EQ(one, 1);
  EXPECT_TRUE(run_parallel(4, 0, [](std::size_t) { FAIL(); }));
}

TEST(Parallel, MemoryThatRunsOutInAThreadIsAnError) {
  const auto result = run_parallel(4, 100, [](std::size_t i) {
    if (i == 7) throw std::bad_alloc();
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kLimit);
  EXPECT_EQ(result.error().what, "not enough memory");
}

TEST(Parallel, AnyExceptionIsAnErrorAndEndsTheWork) {
  std::atomic<int> calls{0};
  const auto result = run_parallel(1, 100, [&](std::size_t) {
    ++calls;
    throw std::runtime_error("odd");
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what, "odd");
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace pratique::base
