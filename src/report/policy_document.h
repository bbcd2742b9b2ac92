// Policies in JSON documents: what several of them have in common.
#pragma once

#include "codec/json_value.h"
#include "report/policies.h"

namespace pratique::report {

// {"passed", "failed", "no_data"}.
codec::JsonObject tally_to_json(const std::vector<policy::JudgedPolicy>& policies);
// {"grade", "percent", "points", "total", "sum", "lines"}; null where there is none.
codec::JsonValue score_to_json(const std::optional<policy::PolicyScore>& score);
// {"name", "title", "state", "results", "weight"}: what a table says of it.
codec::JsonObject policy_line_to_json(const policy::JudgedPolicy& one);

}  // namespace pratique::report
