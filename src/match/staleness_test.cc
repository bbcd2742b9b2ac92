#include "match/staleness.h"

#include <gtest/gtest.h>

namespace pratique::match {
namespace {

TEST(Staleness, DaysOfDates) {
  EXPECT_EQ(day_of("1970-01-01"), 0);
  EXPECT_EQ(day_of("2021-04-14T19:19:39.643236135Z"), 18731);
  for (const auto* wrong : {"", "2021", "2021-13-01", "2021-02-30", "20210414", "yesterday!"}) {
    EXPECT_EQ(day_of(wrong), std::nullopt) << wrong;
  }
}

TEST(Staleness, TheLatestDayThatIsKnownToHavePassed) {
  EXPECT_EQ(reference_of("", "2021-04-14T19:19:39Z", "2020-06-12").what, "the image was made");
  EXPECT_EQ(reference_of("", "2021-04-14T19:19:39Z", "2026-08-21").day, "2026-08-21");
  EXPECT_EQ(reference_of("2021-05-01", "2021-04-14T19:19:39Z", "2026-08-21").day, "2021-05-01");
  EXPECT_EQ(reference_of("", "", "").day, "");
  EXPECT_EQ(reference_of("", "0001-01-01T00:00:00Z", "2026-08-21").what, "the newest data of this database");
}

TEST(Staleness, OldDataAndFreshData) {
  const Reference made{"2021-04-14", "the image was made"};
  EXPECT_EQ(old_data("Alpine 3.10", "2020-06-12", made),
            "advisory data for Alpine 3.10 ends 2020-06-12, 306 days before the image was made");
  EXPECT_EQ(old_data("Go", "2019", made),
            "advisory data for Go ends in 2019, at least 470 days before the image was made");
  for (const auto* fresh : {"2021-01-01", "2024-01-01", "2020", "2021", ""})
    EXPECT_EQ(old_data("npm", fresh, made), "") << fresh;
  EXPECT_EQ(old_data("npm", "2001-01-01", {}), "");
}

TEST(Staleness, EndsOfReleases) {
  const advisory::Lifecycle debian{"debian", "11", "2024-08-14", "2026-08-31"};
  EXPECT_FALSE(end_of_life("Debian 11", debian, {"2024-08-14", ""}));
  const auto extended = end_of_life("Debian 11", debian, {"2025-01-01", ""});
  ASSERT_TRUE(extended && extended->extended);
  EXPECT_EQ(extended->message,
            "Debian 11 reached its end of life on 2024-08-14, extended support ends 2026-08-31");
  EXPECT_FALSE(end_of_life("Debian 11", debian, {"2026-09-01", ""})->extended);
  EXPECT_FALSE(end_of_life("Debian 11", debian, {"", ""}));
}

}  // namespace
}  // namespace pratique::match
