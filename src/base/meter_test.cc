#include "base/meter.h"

#include <gtest/gtest.h>

#include <thread>

namespace pratique::base {
namespace {

Limits with(std::string_view assignment) {
  Limits limits;
  EXPECT_TRUE(limits.set(assignment)) << assignment;
  return limits;
}

TEST(Meter, WhatDoesNotFitIsLeftOutAndWhatFitsLaterIsKept) {
  Meter meter(with("records=10"));
  EXPECT_TRUE(meter.charge(Account::kRecords, 6, "a"));
  EXPECT_FALSE(meter.charge(Account::kRecords, 5, "b"));
  EXPECT_TRUE(meter.charge(Account::kRecords, 4, "c"));
  EXPECT_FALSE(meter.charge(Account::kRecords, 1, "d"));
  const auto reached = meter.reached();
  ASSERT_EQ(reached.size(), 1u);
  EXPECT_EQ(reached[0].account, Account::kRecords);
  EXPECT_EQ(reached[0].limit, 10u);
  EXPECT_EQ(reached[0].count, 2u);
  EXPECT_EQ(reached[0].first, "b");
}

TEST(Meter, GoesBackToAMark) {
  Meter meter(with("links=3"));
  EXPECT_TRUE(meter.charge(Account::kLinks, 2));
  const auto mark = meter.mark(true);
  EXPECT_FALSE(meter.charge(Account::kLinks, 2, "x"));
  EXPECT_TRUE(meter.stopped());
  meter.go_back(mark);
  EXPECT_FALSE(meter.stopped());
  EXPECT_TRUE(meter.reached().empty());
  EXPECT_TRUE(meter.charge(Account::kLinks, 1));
}

TEST(Meter, WhatIsHeldIsGivenBackAndNoMarkForgetsIt) {
  Meter meter(with("windows=10"));
  const auto mark = meter.mark(true);
  EXPECT_TRUE(meter.charge(Account::kWindows, 8));
  EXPECT_FALSE(meter.charge(Account::kWindows, 8));
  meter.go_back(mark);
  EXPECT_EQ(meter.booked(Account::kWindows), 8u) << "the decoder is there";
  meter.release(Account::kWindows, 8);
  EXPECT_TRUE(meter.charge(Account::kWindows, 8));
}

TEST(Meter, RecordsNamesAndWindowsTogetherStayUnderTheMemoryOfAScan) {
  Meter meter;
  const auto share = [&](Account account) { return meter.limit(account); };
  const auto memory = share(Account::kMemory);
  ASSERT_GT(share(Account::kRecords) + share(Account::kNames) + share(Account::kWindows), memory)
      << "else there is nothing to bound";
  ASSERT_LT(memory, 300u << 20) << "100 MB are left for what is read and parsed now";
  // An ordinary image of 600,000 files takes 96 of names and 48 of records, by the estimates.
  EXPECT_TRUE(meter.charge(Account::kNames, 96 << 20));
  EXPECT_TRUE(meter.charge(Account::kRecords, 48 << 20));
  EXPECT_TRUE(meter.charge(Account::kWindows, 2 * (9 << 20)));
  EXPECT_FALSE(meter.charge(Account::kWindows, 100 << 20, "layer"));
  EXPECT_EQ(meter.booked(Account::kWindows), 18u << 20) << "nothing stays booked";
  const auto reached = meter.reached();
  ASSERT_EQ(reached.size(), 1u);
  EXPECT_EQ(reached[0].account, Account::kMemory) << "the account to be raised is named";
  EXPECT_FALSE(meter.charge(Account::kRecords, 81 << 20, "file"));
  EXPECT_EQ(meter.reached().size(), 2u) << "its own account, this time";
  for (int i = 0; i < 4000; ++i) {
    for (const auto account : {Account::kRecords, Account::kNames, Account::kWindows})
      meter.charge(account, 1 << 20);
  }
  EXPECT_EQ(meter.booked(Account::kMemory), memory);
  meter.release(Account::kWindows, 18 << 20);
  EXPECT_EQ(meter.booked(Account::kMemory), memory - (18 << 20));
}

TEST(Meter, AShareThatIsRaisedRaisesTheMemory) {
  const auto ordinary = Meter().limit(Account::kMemory);
  const auto raised = info(Account::kRecords).limit + (1 << 20);
  Limits limits;
  limits.set(Account::kRecords, raised);
  EXPECT_EQ(Meter(limits).limit(Account::kMemory), ordinary + (1 << 20));
  EXPECT_EQ(Meter(with("records=1M")).limit(Account::kMemory), ordinary);
  limits.set(Account::kRecords, UINT64_MAX);
  EXPECT_GE(Meter(limits).limit(Account::kMemory), UINT64_MAX / 2);
  limits.set(Account::kMemory, 7);
  EXPECT_EQ(Meter(limits).limit(Account::kMemory), 7u);
}

TEST(Meter, GoingBackKeepsInMemoryWhatIsHeldNow) {
  Meter meter;
  EXPECT_TRUE(meter.charge(Account::kNames, 5));
  const auto mark = meter.mark(true);
  EXPECT_TRUE(meter.charge(Account::kNames, 6));
  EXPECT_TRUE(meter.charge(Account::kWindows, 7));
  meter.go_back(mark);
  EXPECT_EQ(meter.booked(Account::kMemory), 12u);
}

TEST(Meter, NoThreadSlipsThrough) {
  Meter meter(with("entries=100000"));
  std::atomic<std::uint64_t> kept{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50'000; ++j) kept += meter.charge(Account::kEntries, 1) ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(kept, 100'000u);
  EXPECT_EQ(meter.booked(Account::kEntries), 100'000u);
}

TEST(Meter, APartCountsWhatTheWholeBooks) {
  Meter whole(with("entries=10"));
  EXPECT_TRUE(whole.charge(Account::kEntries, 2));
  Meter part(&whole), other(&whole);
  EXPECT_TRUE(part.charge(Account::kEntries, 5));
  EXPECT_TRUE(part.charge(Account::kWindows, 7));
  part.release(Account::kWindows, 7);
  EXPECT_TRUE(part.charge(Account::kWindows, 4));
  EXPECT_EQ(whole.booked(Account::kMemory), 4u);
  part.release(Account::kWindows, 4);
  EXPECT_FALSE(part.refused());
  EXPECT_FALSE(other.charge(Account::kEntries, 4, "x"));
  EXPECT_TRUE(other.refused() && whole.refused());
  EXPECT_FALSE(part.refused());
  EXPECT_EQ(whole.booked(Account::kEntries), 7u);
  EXPECT_EQ(whole.booked(Account::kMemory), 0u);
  EXPECT_EQ(whole.reached()[0].first, "x");
  Charges want{};
  want[static_cast<std::size_t>(Account::kEntries)] = 5;
  want[static_cast<std::size_t>(Account::kWindows)] = 7;
  EXPECT_EQ(part.charges(), want);
  EXPECT_EQ(part.limit(Account::kEntries), 10u);
}

TEST(Meter, ChargesAreBookedWholeOrNotAtAll) {
  Charges charges{};
  charges[static_cast<std::size_t>(Account::kEntries)] = 5;
  charges[static_cast<std::size_t>(Account::kNames)] = 100;
  charges[static_cast<std::size_t>(Account::kWindows)] = 50;
  Meter meter(with("memory=260"));
  EXPECT_TRUE(meter.charge(charges));
  EXPECT_EQ(meter.booked(Account::kMemory), 100u);
  EXPECT_EQ(meter.booked(Account::kWindows), 0u);
  EXPECT_TRUE(meter.charge(charges));
  const auto before = meter.charges();
  EXPECT_FALSE(meter.charge(charges));
  EXPECT_EQ(meter.charges(), before);
  EXPECT_EQ(meter.booked(Account::kMemory), 200u);
  // What is held for a while counts together with what stays.
  Meter smaller(with("memory=149"));
  EXPECT_FALSE(smaller.charge(charges));
  EXPECT_EQ(smaller.booked(Account::kMemory), 0u);
  EXPECT_EQ(smaller.booked(Account::kEntries), 0u);
}

TEST(Meter, TillChargesInSteps) {
  Meter meter(with("entries=10"));
  {
    Till till(meter, Account::kEntries, 4);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(till.take(1));
    EXPECT_EQ(meter.booked(Account::kEntries), 0u);
    EXPECT_TRUE(till.take(1));
    EXPECT_EQ(meter.booked(Account::kEntries), 4u);
    EXPECT_TRUE(till.take(1));
  }
  EXPECT_EQ(meter.booked(Account::kEntries), 5u);
}

TEST(Limits, AreReadAsPeopleWriteThem) {
  EXPECT_EQ(with("records=512").of(Account::kRecords), 512u);
  EXPECT_EQ(with("records=512K").of(Account::kRecords), 512u << 10);
  EXPECT_EQ(with("inflated=3G").of(Account::kInflated), 3ull << 30);
  EXPECT_FALSE(Limits().is_set(Account::kRecords));
  for (const char* wrong : {"", "records", "records=", "records=x", "records=-1", "records=1Q", "bytes=1",
                            "records=99999999999999999999", "records=18446744073709551615T"}) {
    Limits limits;
    const auto set = limits.set(wrong);
    ASSERT_FALSE(set) << wrong;
    EXPECT_EQ(set.error().kind, ErrorKind::kUsage) << wrong;
  }
}

TEST(Limits, WhatTheUserSetIsNotRaised) {
  Meter chosen(with("inflated=10")), ordinary;
  const auto before = ordinary.limit(Account::kInflated);
  chosen.allow_more(Account::kInflated, 100);
  ordinary.allow_more(Account::kInflated, 100);
  EXPECT_EQ(chosen.limit(Account::kInflated), 10u);
  EXPECT_EQ(ordinary.limit(Account::kInflated), before + 100);
}

TEST(Meter, OneElsewhereBeginsWhereAnotherStands) {
  Limits limits;
  limits.set(Account::kRecords, 100);
  limits.set(Account::kMemory, 1000);
  Meter here(limits);
  ASSERT_TRUE(here.charge(Account::kRecords, 60));
  Meter::Counters counters;
  Meter there(here.bounds(), counters);
  EXPECT_TRUE(there.charge(Account::kRecords, 40));
  EXPECT_EQ(counters[static_cast<std::size_t>(Account::kRecords)].booked, 100u) << "to be seen by others";
  EXPECT_FALSE(there.charge(Account::kRecords, 1, "file"));
  ASSERT_EQ(there.reached().size(), 1u);
  EXPECT_EQ(here.booked(Account::kRecords), 60u);
  here.add_missed(there.reached().front());
  ASSERT_EQ(here.reached().size(), 1u);
  EXPECT_EQ(here.reached().front().first, "file");
  EXPECT_EQ(here.reached().front().account, Account::kRecords);
}

TEST(Meter, WhatRefusedElsewhereRefusesHere) {
  Meter whole;
  (void)whole.mark(true);
  Meter part(&whole);
  part.refuse(Account::kNames, Account::kMemory);
  EXPECT_TRUE(whole.stopped());
  EXPECT_EQ(part.refuser(Account::kNames), Account::kMemory);
  part.miss(Account::kNames, "layer");
  EXPECT_EQ(whole.reached().front().account, Account::kMemory);
}

}  // namespace
}  // namespace pratique::base
