#include "match/rating.h"

#include <gtest/gtest.h>

namespace pratique::match {
namespace {

using advisory::RatingView;
using advisory::Severity;

TEST(Rating, NewerCvssVersionWins) {
  const std::vector<RatingView> ratings = {
      {"NVD", "AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5, Severity::kHigh},
      {"other", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3, Severity::kCritical},
      {"NVD", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, Severity::kCritical}};
  EXPECT_EQ(decisive(ratings, "")->source, "other");
}

TEST(Rating, AmongEqualVersionsTheOwnSourceThenNvd) {
  const std::vector<RatingView> ratings = {{"CISA-ADP", "CVSS:3.1/AV:N", 9.8, Severity::kCritical},
                                           {"NVD", "CVSS:3.1/AV:L", 7.8, Severity::kHigh},
                                           {"mine", "CVSS:3.1/AV:P", 4.6, Severity::kMedium}};
  EXPECT_EQ(decisive(ratings, "mine")->score, 4.6);
  EXPECT_EQ(decisive(ratings, "another")->source, "NVD");
}

TEST(Rating, AWordIsBetterThanNothing) {
  const std::vector<RatingView> ratings = {{"distro", "", 0, Severity::kMedium},
                                           {"NVD", "", 0, Severity::kUnspecified}};
  EXPECT_EQ(decisive(ratings, "")->source, "distro");
  EXPECT_EQ(decisive({}, ""), nullptr);
}

TEST(Rating, BandsOfAScore) {
  EXPECT_EQ(severity_of({.score = 9.0}), Severity::kCritical);
  EXPECT_EQ(severity_of({.score = 8.9}), Severity::kHigh);
  EXPECT_EQ(severity_of({.score = 6.9}), Severity::kMedium);
  EXPECT_EQ(severity_of({.score = 0.1}), Severity::kLow);
  EXPECT_EQ(severity_of({}), Severity::kUnspecified);
  EXPECT_EQ(severity_of({.score = 9.8, .severity = Severity::kLow}), Severity::kLow)
      << "the source's own word stands";
}

}  // namespace
}  // namespace pratique::match
