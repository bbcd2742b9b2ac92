// A container cannot take all that its host has.
#include <algorithm>

#include "policy/rule.h"
#include "policy/running.h"

namespace pratique::policy {
namespace {

class RunResourceLimits final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "run-resource-limits",
            .title = "Run within limits",
            .not_compliant_title = "Run without limits",
            .description =
                "Without a limit one container that runs wild, or is made to, takes the memory of all others "
                "on its host.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"file", "line", "service", "value"}};
  }
  std::vector<RuleSetting> settings() const override {
    return {{"required",
             SettingKind::kTexts,
             codec::JsonArray{"memory"},
             "what must have a limit",
             {"memory", "processors", "processes"}}};
  }
  bool usually_enabled() const override { return false; }
  bool is_about_running() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto required = config.texts("required");
    return ask_services(subject, [&](const RunService& service, std::vector<Violation>& into) {
      const auto check = [&](const char* name, const std::optional<RunWord>& limit, const char* remedy) {
        if (limit || std::ranges::find(required, name) == required.end()) return;
        into.push_back(violation_of(service, 0, std::string("has no limit of ") + name, remedy, name));
      };
      check("memory", service.memory, "set mem_limit (resources.limits.memory)");
      check("processors", service.processors, "set cpus (resources.limits.cpu)");
      check("processes", service.processes, "set pids_limit");
    });
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_run_resource_limits() { return std::make_unique<RunResourceLimits>(); }

}  // namespace pratique::policy
