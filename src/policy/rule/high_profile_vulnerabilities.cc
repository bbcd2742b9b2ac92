// No high-profile vulnerabilities: those that everybody has heard of, and those that CISA knows to be exploited.
#include <algorithm>

#include "policy/findings.h"
#include "policy/high_profile.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

bool is_any(const match::Finding& finding, const std::vector<std::string>& ids) {
  const auto listed = [&](std::string_view id) { return std::ranges::find(ids, id) != ids.end(); };
  return listed(finding.id) || std::ranges::any_of(finding.aliases, listed);
}

class HighProfileVulnerabilities final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "high-profile-vulnerabilities",
            .title = "No high-profile vulnerabilities",
            .not_compliant_title = "High-profile vulnerabilities found",
            .description =
                "Vulnerabilities that are widely known, or known to be exploited, are the first that "
                "attackers try.",
            .result_type = ResultType::kVulnerability,
            .weight = 20,
            .details_order = {"purl", "cve", "severity", "fixed_by"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"cves", SettingKind::kTexts, codec::texts(high_profile_ids()),
             "the vulnerabilities that count as such"},
            {"ignored_cves", SettingKind::kTexts, codec::JsonArray(),
             "vulnerabilities that do not count, whoever lists them"},
            {"include_cisa_kev", SettingKind::kFlag, true,
             "those in CISA's catalogue of exploited vulnerabilities count too"}};
  }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto ids = config.texts("cves"), ignored = config.texts("ignored_cves");
    const bool exploited = config.flag("include_cisa_kev");
    Violations violations;
    for (const auto* finding : select(subject, {})) {
      if (is_any(*finding, ignored)) continue;
      if (is_any(*finding, ids) || (exploited && finding->exploitation.known))
        violations.push_back(violation_of(subject, *finding));
    }
    const bool blind = violations.empty() && exploited && !subject.judgement.database.empty() &&
                       !subject.judgement.has(advisory::kExploitedSource);
    if (blind)
      return PolicyOutcome::no_data("the database has no catalogue of exploited vulnerabilities",
                                    "run `pratique db update kev`");
    return outcome_of(subject, {}, std::move(violations));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_high_profile_vulnerabilities() {
  return std::make_unique<HighProfileVulnerabilities>();
}

}  // namespace pratique::policy
