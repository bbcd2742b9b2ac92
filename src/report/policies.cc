#include "report/policies.h"

#include <fmt/format.h>

namespace pratique::report {

PolicyTally tally_of(const std::vector<policy::JudgedPolicy>& policies) {
  PolicyTally tally;
  for (const auto& one : policies) {
    switch (one.outcome.state) {
      case policy::PolicyState::kPass:
        ++tally.passed;
        break;
      case policy::PolicyState::kFail:
        ++tally.failed;
        break;
      case policy::PolicyState::kNoData:
        ++tally.no_data;
        break;
    }
  }
  return tally;
}

std::string status_text(const PolicyTally& tally) {
  const char* word = tally.failed > 0 ? "FAILED" : tally.no_data > 0 ? "NO DATA" : "SUCCESS";
  auto text = fmt::format("{}  ({}/{} policies met", word, tally.passed, tally.all());
  if (tally.no_data > 0) text += fmt::format(", {} missing data", tally.no_data);
  return text + ")";
}

}  // namespace pratique::report
