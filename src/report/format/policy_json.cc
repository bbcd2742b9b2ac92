// `policy --format json`: schema pratique/policy/1 (docs/formats/policy.md).
#include "report/document.h"
#include "report/policies.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::view;

JsonObject violation_to_json(const policy::Violation& violation) {
  JsonObject object{{"message", view(violation.message)}, {"detail", violation.detail}};
  sbom::put(object, "remediation", violation.remediation);
  return object;
}

JsonObject policy_to_json(const policy::JudgedPolicy& one) {
  const auto& about = one.about;
  JsonObject object{{"name", view(about.name)},
                    {"title", view(policy::title_of(one))},
                    {"state", policy::to_string(one.outcome.state)},
                    {"results", view(policy::results_text(one))},
                    {"result_type", policy::to_string(about.result_type)},
                    {"weight", about.weight},
                    {"origin", view(about.origin)}};
  sbom::put(object, "description", about.description);
  sbom::put(object, "reason", one.outcome.reason);
  sbom::put(object, "remedy", one.outcome.remedy);
  if (one.broken) object["broken"] = true;
  object["count"] = one.outcome.count();
  JsonArray violations;
  for (const auto& violation : one.outcome.violations) violations.emplace_back(violation_to_json(violation));
  object["violations"] = std::move(violations);
  if (!one.prints.empty()) object["prints"] = codec::texts(one.prints);
  return object;
}

JsonObject score_to_json(const policy::PolicyScore& score) {
  JsonArray lines;
  for (const auto& line : score.lines)
    lines.emplace_back(JsonObject{{"name", view(line.name)},
                                  {"state", policy::to_string(line.state)},
                                  {"points", line.points},
                                  {"weight", line.weight},
                                  {"why", view(line.why)}});
  return {{"grade", std::string(1, score.grade)},
          {"percent", score.percent()},
          {"points", score.points},
          {"total", score.total},
          {"sum", view(score.sum_text())},
          {"lines", std::move(lines)}};
}

class PolicyJson final : public ReportOf<PolicyStatus> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override {
    return "every policy with its violations, and the score; schema pratique/policy/1";
  }
  Result<void> write(const PolicyStatus& document, const Options&, const Sink& sink) const override {
    JudgedDocument judged(kPolicySchema, document);
    const auto tally = tally_of(document.policies);
    judged.object()["status"] =
        JsonObject{{"passed", tally.passed}, {"failed", tally.failed}, {"no_data", tally.no_data}};
    judged.object()["score"] =
        document.score ? codec::JsonValue(score_to_json(*document.score)) : codec::JsonValue();
    JsonArray policies;
    for (const auto& one : document.policies) policies.emplace_back(policy_to_json(one));
    judged.object()["policies"] = std::move(policies);
    judged.add_gaps();
    judged.add_notes();
    return judged.write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_policy_json() { return std::make_unique<PolicyJson>(); }

}  // namespace pratique::report
