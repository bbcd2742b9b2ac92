// Packages of languages are not behind the newest version that advisory data name.
#include <fmt/format.h>

#include "model/ecosystem.h"
#include "policy/glob.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class OutdatedPackages final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "outdated-packages",
            .title = "No outdated packages",
            .not_compliant_title = "Outdated packages found",
            .description =
                "A package that is kept up to date takes its next fix as a small step. Known are the newest "
                "versions that "
                "advisory data name, as fixed or as affected; what was published since, or of packages "
                "without advisories, "
                "is not.",
            .result_type = ResultType::kLicense,
            .weight = 0,
            .details_order = {"purl", "newest", "named_by"}};
  }
  std::vector<RuleSetting> settings() const override {
    return {{"ignored_packages", SettingKind::kTexts, codec::JsonArray(),
             "package URLs that may be outdated, * for any signs"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    if (subject.judgement.database.empty() || !subject.newest)
      return PolicyOutcome::no_data("there is no advisory database", "run `pratique db update`");
    const auto& answer = *subject.newest;
    if (answer.named == 0)
      return PolicyOutcome::no_data("advisory data name no version of these packages",
                                    "there is nothing to be done");
    const auto ignored = config.texts("ignored_packages");
    Violations violations;
    for (const auto& one : answer.newer) {
      const auto purl = subject.inventory.components[one.component].purl;
      if (matches_any(ignored, purl.to_string())) continue;
      Violation violation{
          .message = fmt::format("{} {} is behind {}, which {} names", model::display_name(purl),
                                 purl.version, one.version, one.advisory),
          .remediation = "upgrade to " + one.version + " or newer"};
      violation.detail["purl"] = codec::view(purl.to_string());
      violation.detail["newest"] = codec::view(one.version);
      violation.detail["named_by"] = codec::view(one.advisory);
      violations.push_back(std::move(violation));
    }
    auto outcome = PolicyOutcome::of(std::move(violations));
    outcome.reason = fmt::format("advisory data name versions of {} of {} packages; newer ones may be there",
                                 answer.named, answer.asked);
    return outcome;
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_outdated_packages() { return std::make_unique<OutdatedPackages>(); }

}  // namespace pratique::policy
