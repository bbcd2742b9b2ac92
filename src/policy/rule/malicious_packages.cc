// No malicious packages: none that an advisory calls malware (OSV's MAL- records among them).
#include <fmt/format.h>

#include "policy/findings.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class MaliciousPackages final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "malicious-packages",
            .title = "No malicious packages",
            .not_compliant_title = "Malicious packages found",
            .description =
                "A malicious package is no defect that can be weighed: whatever ran with it must be taken "
                "for compromised.",
            .result_type = ResultType::kVulnerability,
            .weight = 0,
            .details_order = {"purl", "cve"}};
  }
  bool usually_enabled() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    Violations violations;
    for (const auto* finding : select(subject, {})) {
      if (finding->category != "malicious") continue;
      auto violation = violation_of(subject, *finding);
      violation.message =
          fmt::format("{} is malicious: {}",
                      subject.inventory.components[finding->component].purl.to_string(), finding->id);
      violation.remediation = "remove the package, and change every secret that it could read";
      violations.push_back(std::move(violation));
    }
    return outcome_of(subject, {}, std::move(violations));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_malicious_packages() { return std::make_unique<MaliciousPackages>(); }

}  // namespace pratique::policy
