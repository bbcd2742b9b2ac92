#include "report/policy_table.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/sections.h"

namespace pratique::report {

std::string mark_of(policy::PolicyState state, const Style& style) {
  switch (state) {
    case policy::PolicyState::kPass:
      return style.good("✓");
    case policy::PolicyState::kFail:
      return style.warning("!");
    case policy::PolicyState::kNoData:
      break;
  }
  return "?";
}

std::string policy_heading(const PolicyResults& results) {
  auto text = "Policy status  " + status_text(tally_of(results.policies)) + "\n";
  if (results.score)
    text += fmt::format("Health score   {}  ({}%)\n", results.score->grade, results.score->percent());
  return text;
}

Result<void> write_policy_table(const std::vector<policy::JudgedPolicy>& policies, const Style& style,
                                const Sink& sink) {
  if (policies.empty()) return sink("  No policy was asked.\n");
  Table table({"Status", "Policy", "Results"});
  for (const auto& one : policies)
    table.add({mark_of(one.outcome.state, style), base::printable(policy::title_of(one)),
               Cell::unfolded(policy::results_text(one))});
  PQ_CHECK(table.write(layout_of(style), sink));
  return sink("\n");
}

}  // namespace pratique::report
