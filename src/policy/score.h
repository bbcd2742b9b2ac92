// The health score: which part of the points that could be had the policies that pass bring, as a grade.
//
// Grades as Docker publishes them (manual, "Docker Scout health scores"): more than 90 % is an A, more than 70 B, more than
// 50 C, more than 30 D, more than 10 E, everything else F; exactly at a border the lower grade. A policy without data
// counts in the total and brings nothing; one of weight 0 is left out; if that leaves none there is no score.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/policy.h"

namespace pratique::policy {

// What one policy adds to the score.
struct ScoreLine {
  std::string name, title;
  PolicyState state = PolicyState::kNoData;
  std::uint32_t weight = 0, points = 0;
  // "passes", "2 deviations", "no data: the base image is not known", "weight 0: left out".
  std::string why;
};

struct PolicyScore {
  // 'A' to 'F'.
  char grade = 'F';
  std::uint64_t points = 0, total = 0;
  // One for each policy, in their order.
  std::vector<ScoreLine> lines;

  // Rounded to the nearest; a half up. The grade goes by the points themselves.
  unsigned percent() const;
  // "75 of 90 points are 83.3 %, more than 70 % and not more than 90 %: B".
  std::string sum_text() const;
};

// Nothing: no policy has a weight.
std::optional<PolicyScore> score_of(std::span<const JudgedPolicy> policies);
// By the points alone; total is not 0.
char grade_of(std::uint64_t points, std::uint64_t total);

}  // namespace pratique::policy
