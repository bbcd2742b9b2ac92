// The image, and what it was built on, come from registries that a team trusts.
#include <algorithm>

#include "policy/bases.h"
#include "policy/glob.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class ApprovedRegistries final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {
        .name = "approved-registries",
        .title = "Approved registries",
        .not_compliant_title = "Unapproved registry found",
        .description = "A registry that nobody chose may give another image under the same name tomorrow.",
        .result_type = ResultType::kGeneric,
        .weight = 0,
        .details_order = {"name", "registry"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"allowed_registries", SettingKind::kTexts, codec::texts(std::vector<std::string>{"docker.io"}),
             "hosts of registries, with their port if they have one; * for any signs"},
            {"include_image", SettingKind::kFlag, true,
             "the image itself is asked about, not only what it was built on"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto allowed = config.texts("allowed_registries");
    std::vector<std::string> names;
    const auto& about = subject.inventory.subject;
    if (config.flag("include_image") && about.obtained_from.starts_with("registry "))
      names.push_back(about.name);
    for (const auto& base : about.bases) {
      if (base.name != model::kScratch && !base.name.empty()) names.push_back(pattern_name(base));
    }
    for (const auto& material : about.provenance.materials) {
      if (material.kind == "image" && !material.name.empty()) names.push_back(material.name);
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::vector<Violation> violations;
    for (const auto& name : names) {
      const auto registry = registry_of(name);
      if (matches_any(allowed, registry)) continue;
      Violation violation;
      violation.message = name + " is of the registry " + registry + ", which is not allowed";
      violation.detail["name"] = codec::view(name);
      violation.detail["registry"] = codec::view(registry);
      violation.remediation = "take it from an allowed registry, or a mirror there";
      violations.push_back(std::move(violation));
    }
    if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
    return base_of(subject) == nullptr ? base_unknown() : PolicyOutcome::pass();
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_approved_registries() { return std::make_unique<ApprovedRegistries>(); }

}  // namespace pratique::policy
