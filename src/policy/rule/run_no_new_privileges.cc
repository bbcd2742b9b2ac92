// No program of a container gains rights when it is started (prctl(2), PR_SET_NO_NEW_PRIVS).
#include "policy/rule.h"
#include "policy/running.h"

namespace pratique::policy {
namespace {

class RunNoNewPrivileges final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "run-no-new-privileges",
            .title = "Run without new privileges",
            .not_compliant_title = "Run with setuid programs in force",
            .description =
                "With it setuid files and file capabilities have no effect, so that a fault in one of them "
                "is no way up.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"file", "line", "service"}};
  }
  bool usually_enabled() const override { return false; }
  bool is_about_running() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    return ask_services(subject, [](const RunService& service, std::vector<Violation>& into) {
      const auto& flag = service.no_new_privileges;
      if (flag && flag->on) return;
      into.push_back(
          violation_of(service, flag ? flag->line : 0, "may gain privileges",
                       "set security_opt: [no-new-privileges:true] (allowPrivilegeEscalation: false)"));
    });
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_run_no_new_privileges() { return std::make_unique<RunNoNewPrivileges>(); }

}  // namespace pratique::policy
