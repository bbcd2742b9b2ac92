#include "advisory/cvss.h"

#include <gtest/gtest.h>

namespace pratique::advisory {
namespace {

struct Case {
  const char* vector;
  double score;
};

class Scores : public testing::TestWithParam<Case> {};

TEST_P(Scores, AsPublished) {
  const auto score = cvss_score(GetParam().vector);
  ASSERT_TRUE(score) << GetParam().vector;
  EXPECT_DOUBLE_EQ(*score, GetParam().score) << GetParam().vector;
}

// "A Complete Guide to the CVSS Version 2.0", §3.3, the three worked examples; and the two ends.
INSTANTIATE_TEST_SUITE_P(Version2, Scores,
                         testing::Values(Case{"AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8},
                                         Case{"AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0},
                                         Case{"AV:L/AC:H/Au:N/C:C/I:C/A:C", 6.2},
                                         Case{"AV:N/AC:L/Au:N/C:N/I:N/A:N", 0.0},
                                         Case{"(AV:N/AC:L/Au:N/C:P/I:P/A:P/E:F/RL:OF/RC:C)", 7.5}));

// "CVSS v3.1 Examples" of FIRST (the vectors of its base metrics).
INSTANTIATE_TEST_SUITE_P(Version3, Scores,
                         testing::Values(Case{"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4},
                                         Case{"CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1},
                                         Case{"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9},
                                         Case{"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2},
                                         Case{"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 8.8},
                                         Case{"CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1},
                                         Case{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5},
                                         Case{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0},
                                         Case{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N", 0.0},
                                         Case{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U",
                                              9.8}));

INSTANTIATE_TEST_SUITE_P(
    Version4, Scores,
    testing::Values(Case{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0},
                    Case{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3},
                    Case{"CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.3},
                    Case{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0.0},
                    Case{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/U:Clear", 8.7},
                    // Exploit maturity counts in version 4.
                    Case{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:A", 8.7},
                    Case{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:U", 6.6}));

TEST(Cvss, WhatIsNoVector) {
  for (const auto* text :
       {"", "7.5", "CVSS:3.1/", "CVSS:3.1/AV:N", "CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:X", "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/", "AV:N/AC:L/Au:N/C:P/I:P",
        "AV:/AC:L/Au:N/C:P/I:P/A:P", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:Z"}) {
    EXPECT_FALSE(cvss_score(text)) << text;
  }
}

TEST(Cvss, SeverityOfScores) {
  EXPECT_EQ(severity_of_score(0), Severity::kUnspecified);
  EXPECT_EQ(severity_of_score(3.9), Severity::kLow);
  EXPECT_EQ(severity_of_score(4.0), Severity::kMedium);
  EXPECT_EQ(severity_of_score(8.9), Severity::kHigh);
  EXPECT_EQ(severity_of_score(9.0), Severity::kCritical);
  EXPECT_EQ(severity_of_score(10.0, true), Severity::kHigh);  // version 2 has no "critical"
}

TEST(Cvss, SeverityOfWords) {
  EXPECT_EQ(severity_of_word("Important"), Severity::kHigh);
  EXPECT_EQ(severity_of_word("MODERATE"), Severity::kMedium);
  EXPECT_EQ(severity_of_word("negligible"), Severity::kLow);
  EXPECT_EQ(severity_of_word("Unknown"), Severity::kUnspecified);
}

}  // namespace
}  // namespace pratique::advisory
