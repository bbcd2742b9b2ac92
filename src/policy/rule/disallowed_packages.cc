// Packages that a team does not want, or that are not among those it wants.
#include <algorithm>

#include "policy/glob.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class DisallowedPackages final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {
        .name = "disallowed-packages",
        .title = "No disallowed packages",
        .not_compliant_title = "Disallowed packages found",
        .description = "Some software has no place in an image, whatever is known of its vulnerabilities.",
        .result_type = ResultType::kGeneric,
        .weight = 0,
        .details_order = {"purl"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"allowed_packages", SettingKind::kTexts, codec::JsonArray(),
             "package URLs that alone are allowed (pkg:npm/*); none: all"},
            {"denied_packages", SettingKind::kTexts, codec::JsonArray(),
             "package URLs that are not allowed, * for any signs"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto denied = config.texts("denied_packages"), allowed = config.texts("allowed_packages");
    Violations violations;
    for (const auto& component : subject.inventory.components) {
      const auto purl = component.purl.to_string();
      const bool wanted = allowed.empty() || component.is_main || matches_any(allowed, purl);
      const bool forbidden = matches_any(denied, purl);
      if (wanted && !forbidden) continue;
      Violation violation;
      violation.message = purl + (forbidden ? " is not allowed" : " is not among the allowed packages");
      violation.detail["purl"] = codec::view(purl);
      if (!component.locations.empty())
        violation.detail["path"] = codec::view(component.locations.front().path);
      violation.remediation = "remove the package from the final image";
      violations.push_back(std::move(violation));
    }
    if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
    if (subject.inventory.components.empty())
      return PolicyOutcome::no_data("no packages were found", "look at the notes of `pratique sbom`");
    const auto unread = std::ranges::find_if(subject.inventory.notes, &model::Note::incomplete);
    if (unread != subject.inventory.notes.end())
      return PolicyOutcome::no_data("not everything could be read: " + unread->message,
                                    "look at the notes of `pratique sbom`");
    return PolicyOutcome::pass();
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_disallowed_packages() { return std::make_unique<DisallowedPackages>(); }

}  // namespace pratique::policy
