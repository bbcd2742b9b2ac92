// No secret stands in the file that says how the image is run.
#include "policy/rule.h"
#include "policy/running.h"

namespace pratique::policy {
namespace {

class RunNoSecretsInEnvironment final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "run-no-secrets-in-environment",
            .title = "Run without secrets in the environment",
            .not_compliant_title = "Secrets in the environment",
            .description =
                "The environment is seen by every process of the container, by whoever may inspect it, and "
                "by whoever has the file.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"file", "line", "service", "value"}};
  }
  bool usually_enabled() const override { return false; }
  bool is_about_running() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    return ask_services(
        subject,
        [](const RunService& service, std::vector<Violation>& into) {
          for (const auto& word : service.secrets) {
            into.push_back(violation_of(
                service, word.line, "has the value of " + word.text + " in its environment",
                "give it by secrets (secretKeyRef), and replace it, for it is known now", word.text));
          }
        },
        {"env_file", "envFrom"});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_run_no_secrets_in_environment() {
  return std::make_unique<RunNoSecretsInEnvironment>();
}

}  // namespace pratique::policy
