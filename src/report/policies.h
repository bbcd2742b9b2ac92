// The document of `policy`: policies that were asked of an image, and the score that they make.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/score.h"
#include "report/report.h"

namespace pratique::report {

inline constexpr std::string_view kPolicySchema = "pratique/policy/1";
// Of what `policy publish`, `test`, `lint` and `explain` did or found.
inline constexpr std::string_view kPolicyDoneSchema = "pratique/policy-done/1";

// Policies that were asked of one image.
struct PolicyResults {
  // Sorted as they are told.
  std::vector<policy::JudgedPolicy> policies{};
  // Nothing: none has a weight.
  std::optional<policy::PolicyScore> score{};
};

struct PolicyStatus : Judged, PolicyResults {
  // Line by line how the score came about.
  bool explain_score = false;
};

// How many of each state, and whether all are met.
struct PolicyTally {
  std::size_t passed = 0, failed = 0, no_data = 0;
  std::size_t all() const { return passed + failed + no_data; }
};
PolicyTally tally_of(const std::vector<policy::JudgedPolicy>& policies);
// "FAILED  (2/8 policies met, 3 missing data)", "SUCCESS  (8/8 policies met)", "NO DATA …" where none fails and some have none.
std::string status_text(const PolicyTally& tally);

}  // namespace pratique::report
