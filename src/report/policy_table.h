// How policies stand in a text: the table that `policy` and `quickview` share.
#pragma once

#include <string>

#include "report/policies.h"
#include "report/table.h"
#include "report/terminal.h"

namespace pratique::report {

// "✓", "!", "?".
std::string mark_of(policy::PolicyState state, const Style& style);
// "Policy status  FAILED  (2/8 policies met)", and the score where there is one, a line each.
std::string policy_heading(const PolicyResults& results);
// A row for each; a line that says so where none was asked.
Result<void> write_policy_table(const std::vector<policy::JudgedPolicy>& policies, const Style& style,
                                const Sink& sink);

}  // namespace pratique::report
