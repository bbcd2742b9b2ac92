#include "report/policy_document.h"

namespace pratique::report {

using codec::JsonArray;
using codec::JsonObject;
using codec::view;

JsonObject tally_to_json(const std::vector<policy::JudgedPolicy>& policies) {
  const auto tally = tally_of(policies);
  return {{"passed", tally.passed}, {"failed", tally.failed}, {"no_data", tally.no_data}};
}

codec::JsonValue score_to_json(const std::optional<policy::PolicyScore>& score) {
  if (!score) return {};
  JsonArray lines;
  for (const auto& line : score->lines)
    lines.emplace_back(JsonObject{{"name", view(line.name)},
                                  {"state", policy::to_string(line.state)},
                                  {"points", line.points},
                                  {"weight", line.weight},
                                  {"why", view(line.why)}});
  return JsonObject{{"grade", std::string(1, score->grade)},
                    {"percent", score->percent()},
                    {"points", score->points},
                    {"total", score->total},
                    {"sum", view(score->sum_text())},
                    {"lines", std::move(lines)}};
}

JsonObject policy_line_to_json(const policy::JudgedPolicy& one) {
  return {{"name", view(one.about.name)},
          {"title", view(policy::title_of(one))},
          {"state", policy::to_string(one.outcome.state)},
          {"results", view(policy::results_text(one))},
          {"weight", one.about.weight}};
}

}  // namespace pratique::report
