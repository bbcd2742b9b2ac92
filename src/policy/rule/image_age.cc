// The image was built not too long ago.
#include <fmt/format.h>

#include "policy/findings.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class ImageAge final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {
        .name = "image-age",
        .title = "Image built lately",
        .not_compliant_title = "Image is old",
        .description = "What was mended since in its packages is in an image only when it is built again.",
        .result_type = ResultType::kBoolean,
        .weight = 0,
        .details_order = {"created", "days"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"max_days", SettingKind::kNumber, 90, "days since the image was built"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto& created = subject.inventory.subject.created;
    const auto days = days_since(subject, created);
    // Reproducible builds give a day of long ago, or the beginning of time.
    if (!days || created.starts_with("1970-01-01") || created.starts_with("0001-"))
      return PolicyOutcome::no_data("nothing says when the image was built",
                                    "build without a fixed SOURCE_DATE_EPOCH, or give --now");
    const auto allowed = config.number("max_days");
    if (*days < 0 || static_cast<std::uint64_t>(*days) <= allowed) return PolicyOutcome::pass();
    Violation violation;
    violation.message = fmt::format("built {} days ago, {} are allowed", *days, allowed);
    violation.detail["created"] = codec::view(created);
    violation.detail["days"] = *days;
    violation.remediation = "build the image again, on today's base image";
    return PolicyOutcome::of({std::move(violation)});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_image_age() { return std::make_unique<ImageAge>(); }

}  // namespace pratique::policy
