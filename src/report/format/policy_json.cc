// `policy --format json`: schema pratique/policy/1 (docs/formats/policy.md).
#include "report/document.h"
#include "report/policies.h"
#include "report/policy_document.h"
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
  auto object = policy_line_to_json(one);
  object["result_type"] = policy::to_string(about.result_type);
  object["origin"] = view(about.origin);
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

class PolicyJson final : public ReportOf<PolicyStatus> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override {
    return "every policy with its violations, and the score; schema pratique/policy/1";
  }
  Result<void> write(const PolicyStatus& document, const Options&, const Sink& sink) const override {
    JudgedDocument judged(kPolicySchema, document);
    judged.object()["status"] = tally_to_json(document.policies);
    judged.object()["score"] = score_to_json(document.score);
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
