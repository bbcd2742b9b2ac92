// The image says how to ask whether it works.
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class Healthcheck final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "healthcheck",
            .title = "Healthcheck defined",
            .not_compliant_title = "No healthcheck defined",
            .description =
                "Without one nobody but the users notices that a container runs and does not work. "
                "Kubernetes has probes of its own.",
            .result_type = ResultType::kBoolean,
            .weight = 0,
            .details_order = {"test"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto& about = subject.inventory.subject;
    if (about.kind != model::SubjectKind::kImage || about.config_digest.empty())
      return PolicyOutcome::no_data("there is no configuration of an image", "name the image itself");
    const auto& test = about.config.healthcheck.test;
    if (!test.empty() && test.front() != "NONE") return PolicyOutcome::pass();
    Violation violation;
    violation.message = test.empty() ? "there is no HEALTHCHECK" : "HEALTHCHECK is NONE";
    violation.remediation = "add a HEALTHCHECK to the Dockerfile";
    return PolicyOutcome::of({std::move(violation)});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_healthcheck() { return std::make_unique<Healthcheck>(); }

}  // namespace pratique::policy
