// The image has the labels that a team asks for.
#include "base/text.h"
#include "policy/glob.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class RequiredLabels final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "required-labels",
            .title = "Required labels",
            .not_compliant_title = "Required labels missing",
            .description =
                "A label says whose an image is and where it comes from, long after those who built it have "
                "forgotten.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"label"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"labels", SettingKind::kTexts,
             codec::texts(std::vector<std::string>{"org.opencontainers.image.source",
                                                   "org.opencontainers.image.revision"}),
             "names of labels that must be there; NAME=PATTERN: with such a value"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto& about = subject.inventory.subject;
    if (about.kind != model::SubjectKind::kImage || about.config_digest.empty())
      return PolicyOutcome::no_data("there is no configuration of an image", "name the image itself");
    std::vector<Violation> violations;
    for (const auto& wanted : config.texts("labels")) {
      const auto halves = base::cut(wanted, "=");
      const std::string name(halves ? halves->before : std::string_view(wanted));
      const auto found = about.labels.find(name);
      const bool there = found != about.labels.end() && !found->second.empty();
      if (there && (!halves || matches_glob(halves->after, found->second))) continue;
      Violation violation;
      violation.message =
          there ? "label " + name + " is \"" + found->second + "\", not " + std::string(halves->after)
                : "label " + name + " is missing";
      violation.detail["label"] = codec::view(name);
      violation.remediation = "add LABEL " + name + "=… to the Dockerfile";
      violations.push_back(std::move(violation));
    }
    return PolicyOutcome::of(std::move(violations));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_required_labels() { return std::make_unique<RequiredLabels>(); }

}  // namespace pratique::policy
