// Approved licences: every package is under a licence of a list, and none is under one that nobody knows.
#include "policy/licences.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class ApprovedLicenses final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {
        .name = "approved-licenses",
        .title = "Approved licenses only",
        .not_compliant_title = "Licenses that are not approved found",
        .description =
            "What nobody cleared, nobody may ship: every licence stands in the list, an unknown one in none.",
        .result_type = ResultType::kLicense,
        .weight = 0,
        .details_order = {"purl", "license"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"ignored_packages", SettingKind::kTexts, codec::JsonArray(),
             "package URLs that are allowed, * for any signs"},
            {"licenses", SettingKind::kTexts,
             codec::texts(std::vector<std::string>{"permissive", "weak-copyleft"}),
             "identifiers, patterns (BSD-*), categories that are allowed"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    PQ_TRY(const auto rules, licence::LicenceRules::of({}, config.texts("licenses")));
    return licence_outcome(subject, rules, config.texts("ignored_packages"));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_approved_licenses() { return std::make_unique<ApprovedLicenses>(); }

}  // namespace pratique::policy
