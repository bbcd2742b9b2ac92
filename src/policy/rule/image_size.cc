// The image is not too large, as it is stored.
#include <fmt/format.h>

#include "policy/rule.h"

namespace pratique::policy {
namespace {

class ImageSize final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "image-size",
            .title = "Image size",
            .not_compliant_title = "Image is too large",
            .description = "A smaller image is pulled sooner and has less in it that can be attacked.",
            .result_type = ResultType::kBoolean,
            .weight = 0,
            .details_order = {"megabytes"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"max_megabytes", SettingKind::kNumber, 1000,
             "megabytes (10^6 bytes) of the layers as they are stored"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto size = subject.inventory.subject.size;
    if (size == 0 || subject.inventory.subject.kind != model::SubjectKind::kImage)
      return PolicyOutcome::no_data("the size of the image is not known", "name the image itself");
    const auto megabytes = (size + 999'999) / 1'000'000, allowed = config.number("max_megabytes");
    if (megabytes <= allowed) return PolicyOutcome::pass();
    Violation violation;
    violation.message = fmt::format("{} MB are stored, {} are allowed", megabytes, allowed);
    violation.detail["megabytes"] = megabytes;
    violation.remediation = "look at the layers by `pratique sbom --format html`, and build in stages";
    return PolicyOutcome::of({std::move(violation)});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_image_size() { return std::make_unique<ImageSize>(); }

}  // namespace pratique::policy
