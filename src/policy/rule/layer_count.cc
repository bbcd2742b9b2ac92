// The image has not too many layers.
#include <fmt/format.h>

#include "policy/rule.h"

namespace pratique::policy {
namespace {

class LayerCount final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {
        .name = "layer-count",
        .title = "Layer count",
        .not_compliant_title = "Image has too many layers",
        .description = "Each layer costs a round trip, and what a later one deletes is still carried along.",
        .result_type = ResultType::kBoolean,
        .weight = 0,
        .details_order = {"layers"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"max_layers", SettingKind::kNumber, 50, "layers"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto layers = subject.inventory.subject.layers.size(),
               allowed = static_cast<std::size_t>(config.number("max_layers"));
    if (layers == 0) return PolicyOutcome::no_data("the layers are not known", "name the image itself");
    if (layers <= allowed) return PolicyOutcome::pass();
    Violation violation;
    violation.message = fmt::format("{} layers, {} are allowed", layers, allowed);
    violation.detail["layers"] = layers;
    violation.remediation = "join RUN instructions that belong together, and copy from a build stage";
    return PolicyOutcome::of({std::move(violation)});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_layer_count() { return std::make_unique<LayerCount>(); }

}  // namespace pratique::policy
