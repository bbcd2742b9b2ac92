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

std::vector<model::Note> notes_for(std::string_view created, std::vector<advisory::Coverage> coverage,
                                   std::string_view newest = "") {
  std::vector<model::Note> notes;
  note_stale_data(created, newest, coverage, notes);
  return notes;
}

TEST(Staleness, OldDataIsSaidOnceForAnEcosystem) {
  const auto notes =
      notes_for("2021-04-14T19:19:39Z",
                {{.ecosystem = "Alpine:v3.10", .source = "a", .newest = "2020-06-12", .advisories = 900},
                 {.ecosystem = "Alpine:v3.10", .source = "b", .newest = "2021-04-01", .advisories = 1}});
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].message,
            "advisory data for Alpine:v3.10 ends 2020-06-12, 306 days before the image was made");
  EXPECT_TRUE(notes[0].incomplete);
}

TEST(Staleness, AFeedFarBehindTheOthersIsSaidWithoutAnImageDate) {
  const auto notes = notes_for("", {{.ecosystem = "Debian:11", .newest = "2023-03-29"}}, "2026-08-21");
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].message,
            "advisory data for Debian:11 ends 2023-03-29, 1241 days before the newest data of this database");
}

TEST(Staleness, FreshEnoughOrUnknownIsNot) {
  EXPECT_TRUE(notes_for("2021-04-14", {{.ecosystem = "npm", .newest = "2021-01-01"}}).empty());
  EXPECT_TRUE(notes_for("2021-04-14", {{.ecosystem = "npm", .newest = "2024-01-01"}}).empty());
  EXPECT_TRUE(notes_for("", {{.ecosystem = "npm", .newest = "2001-01-01"}}).empty());
  EXPECT_TRUE(notes_for("2021-04-14", {{.ecosystem = "npm"}}).empty());
}

}  // namespace
}  // namespace pratique::match
