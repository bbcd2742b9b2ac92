// A container is kept apart from its host: not privileged, in namespaces of its own, behind the usual filters.
#include "policy/rule.h"
#include "policy/running.h"

namespace pratique::policy {
namespace {

class RunNoPrivileged final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "run-no-privileged",
            .title = "Run apart from the host",
            .not_compliant_title = "Run with rights over the host",
            .description =
                "A privileged container is root on its host in all but name; one that shares a namespace or "
                "runs without a filter is a part of the way there.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"file", "line", "service", "value"}};
  }
  bool usually_enabled() const override { return false; }
  bool is_about_running() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    return ask_services(subject, [](const RunService& service, std::vector<Violation>& into) {
      if (service.privileged && service.privileged->on)
        into.push_back(violation_of(service, service.privileged->line, "is privileged", "remove privileged",
                                    "privileged"));
      for (const auto& word : service.host_namespaces) {
        into.push_back(violation_of(service, word.line, "shares the host's " + word.text + " namespace",
                                    "give it a namespace of its own", word.text));
      }
      for (const auto& word : service.unconfined) {
        into.push_back(violation_of(service, word.line, "turns off " + word.text,
                                    "leave it as the engine has it", word.text));
      }
    });
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_run_no_privileged() { return std::make_unique<RunNoPrivileged>(); }

}  // namespace pratique::policy
