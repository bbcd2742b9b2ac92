// No copyleft licences: Docker Scout's policy, with its settings. A licence may be named by identifier, pattern or category.
#include "policy/licences.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class CopyleftLicense final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {
        .name = "copyleft-license",
        .title = "No copyleft licenses",
        .not_compliant_title = "Copyleft licenses found",
        .description =
            "Whoever passes on software under such a licence owes its sources to those who get or use it.",
        .result_type = ResultType::kLicense,
        .weight = 5,
        .details_order = {"purl", "license"}};
  }

  // Docker's hosted list was the AGPL, its local one is wider; here it is every licence whose obligations reach what is built
  // with it.
  std::vector<RuleSetting> settings() const override {
    return {{"ignored_packages", SettingKind::kTexts, codec::JsonArray(),
             "package URLs that are allowed, * for any signs"},
            {"licenses", SettingKind::kTexts,
             codec::texts(std::vector<std::string>{"strong-copyleft", "network-copyleft"}),
             "identifiers (GPL-3.0-only), patterns (GPL-*), categories (copyleft) that are not allowed"}};
  }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    PQ_TRY(const auto rules, licence::LicenceRules::of(config.texts("licenses"), {}));
    return licence_outcome(subject, rules, config.texts("ignored_packages"));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_copyleft_license() { return std::make_unique<CopyleftLicense>(); }

}  // namespace pratique::policy
