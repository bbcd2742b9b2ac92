// A container has no capabilities but those that it is known to need (capabilities(7)).
#include <algorithm>

#include "policy/rule.h"
#include "policy/run_config/yaml_view.h"
#include "policy/running.h"

namespace pratique::policy {
namespace {

class RunDropCapabilities final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "run-drop-capabilities",
            .title = "Run without capabilities",
            .not_compliant_title = "Run with more capabilities than needed",
            .description = "Engines give a container some fourteen capabilities that hardly a program needs.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"file", "line", "service", "value"}};
  }
  std::vector<RuleSetting> settings() const override {
    return {{"allowed", SettingKind::kTexts, codec::JsonArray{"NET_BIND_SERVICE"},
             "capabilities that may be added"}};
  }
  bool usually_enabled() const override { return false; }
  bool is_about_running() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto allowed = config.texts("allowed");
    return ask_services(subject, [&](const RunService& service, std::vector<Violation>& into) {
      const auto is_all = [](const RunWord& word) { return word.text == "ALL"; };
      if (std::ranges::none_of(service.dropped_capabilities, is_all)) {
        const auto line =
            service.dropped_capabilities.empty() ? 0 : service.dropped_capabilities.front().line;
        into.push_back(violation_of(service, line, "does not drop all capabilities", "set cap_drop: [ALL]"));
      }
      for (const auto& word : service.added_capabilities) {
        const auto is_it = [&](const std::string& one) { return capability_name(one) == word.text; };
        if (std::ranges::any_of(allowed, is_it)) continue;
        into.push_back(violation_of(service, word.line, "adds the capability " + word.text,
                                    "remove it from cap_add, or allow it by the setting", word.text));
      }
    });
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_run_drop_capabilities() { return std::make_unique<RunDropCapabilities>(); }

}  // namespace pratique::policy
