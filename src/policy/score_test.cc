#include "policy/score.h"

#include <gtest/gtest.h>

namespace pratique::policy {
namespace {

JudgedPolicy judged(std::string name, std::uint32_t weight, PolicyState state) {
  JudgedPolicy policy{.about = {.name = name, .title = name, .weight = weight}};
  policy.outcome.state = state;
  if (state == PolicyState::kFail) policy.outcome.violations.push_back({.message = "wrong"});
  if (state == PolicyState::kNoData) policy.outcome.reason = "nobody was asked";
  return policy;
}

// The published samples: 65 of 90 points are 72 % and a B, 45 a D, 25 an E (scores page of the manual).
TEST(PolicyScoreOf, GivesThePublishedGrades) {
  EXPECT_EQ(grade_of(65, 90), 'B');
  EXPECT_EQ(grade_of(45, 90), 'D');
  EXPECT_EQ(grade_of(25, 90), 'E');
}

TEST(PolicyScoreOf, ABorderGradesDown) {
  for (const auto& [border, below] :
       {std::pair<unsigned, char>{90, 'B'}, {70, 'C'}, {50, 'D'}, {30, 'E'}, {10, 'F'}}) {
    EXPECT_EQ(grade_of(std::uint64_t{border}, 100), below) << border;
    EXPECT_EQ(grade_of(std::uint64_t{border} * 1000 + 1, 100'000), static_cast<char>(below - 1)) << border;
  }
  EXPECT_EQ(grade_of(0, 100), 'F');
  EXPECT_EQ(grade_of(100, 100), 'A');
}

TEST(PolicyScoreOf, WhatHasNoDataCountsInTheTotalAndBringsNothing) {
  const std::vector<JudgedPolicy> policies = {judged("a", 20, PolicyState::kPass),
                                              judged("b", 20, PolicyState::kNoData),
                                              judged("c", 0, PolicyState::kFail)};
  const auto score = score_of(policies);
  ASSERT_TRUE(score);
  EXPECT_EQ(score->points, 20u);
  EXPECT_EQ(score->total, 40u);
  EXPECT_EQ(score->grade, 'D');
  EXPECT_EQ(score->percent(), 50u);
  EXPECT_EQ(score->lines[0].why, "passes");
  EXPECT_EQ(score->lines[1].why, "no data: nobody was asked");
  EXPECT_EQ(score->lines[2].why, "fails: 1 deviation; weight 0, so it is left out");
  EXPECT_EQ(score->sum_text(), "20 of 40 points are 50.0 %, more than 30 % and not more than 50 %: D");
}

TEST(PolicyScoreOf, WithoutAnyWeightThereIsNone) {
  EXPECT_FALSE(score_of({}));
  const std::vector<JudgedPolicy> policies = {judged("a", 0, PolicyState::kPass)};
  EXPECT_FALSE(score_of(policies));
}

TEST(PolicyScoreOf, SumsAreTold) {
  const std::vector<JudgedPolicy> none = {judged("a", 9, PolicyState::kFail)},
                                  all = {judged("a", 9, PolicyState::kPass)};
  EXPECT_EQ(score_of(none)->sum_text(), "0 of 9 points are 0.0 %, not more than 10 %: F");
  EXPECT_EQ(score_of(all)->sum_text(), "9 of 9 points are 100.0 %, more than 90 %: A");
}

TEST(Violations, NoMoreAreHeldThanAreKeptAndAllAreCounted) {
  Violations violations;
  for (std::size_t i = 0; i < kMaxViolations + 5; ++i) violations.push_back({.message = "one"});
  EXPECT_EQ(violations.kept().size(), kMaxViolations);
  const auto outcome = PolicyOutcome::of(std::move(violations));
  EXPECT_EQ(outcome.state, PolicyState::kFail);
  EXPECT_EQ(outcome.count(), kMaxViolations + 5);
}

}  // namespace
}  // namespace pratique::policy
