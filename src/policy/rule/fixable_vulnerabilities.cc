// No fixable critical or high vulnerabilities: Docker Scout's severity-based policy, with its settings.
#include "policy/findings.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class FixableVulnerabilities final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "fixable-vulnerabilities",
            .title = "No fixable critical or high vulnerabilities",
            .not_compliant_title = "Fixable critical or high vulnerabilities found",
            .description =
                "A grave vulnerability that a fix is known for stays open only as long as nobody upgrades.",
            .result_type = ResultType::kVulnerability,
            .weight = 20,
            .details_order = {"purl", "cve", "severity", "fixed_by"}};
  }

  std::vector<RuleSetting> settings() const override {
    auto all = finding_settings({"CRITICAL", "HIGH"}, true);
    all.insert(all.begin() + 1, {"grace_period_days", SettingKind::kNumber, 0,
                                 "days for which a vulnerability that became known is left alone"});
    return all;
  }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto words = finding_words(config);
    const auto grace = config.number("grace_period_days");
    Violations violations;
    for (const auto* finding : select(subject, words)) {
      // One whose day nobody tells is not left alone.
      const auto age = finding->vulnerability == nullptr
                           ? std::nullopt
                           : days_since(subject, finding->vulnerability->published);
      if (age && *age >= 0 && static_cast<std::uint64_t>(*age) < grace) continue;
      violations.push_back(violation_of(subject, *finding));
    }
    return outcome_of(subject, words, std::move(violations));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_fixable_vulnerabilities() {
  return std::make_unique<FixableVulnerabilities>();
}

}  // namespace pratique::policy
