// USER is a number: Kubernetes' runAsNonRoot can check it without reading the image.
#include <algorithm>

#include "base/text.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class NumericUser final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "numeric-user",
            .title = "Numeric user",
            .not_compliant_title = "User is not a number",
            .description =
                "A name is resolved by the image's own /etc/passwd, which may say that it is root; a number "
                "says what it is.",
            .result_type = ResultType::kBoolean,
            .weight = 0,
            .details_order = {"user"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto& about = subject.inventory.subject;
    if (about.kind != model::SubjectKind::kImage || about.config_digest.empty())
      return PolicyOutcome::no_data("there is no configuration of an image", "name the image itself");
    const auto user = base::trim(std::string_view(about.config.user).substr(0, about.config.user.find(':')));
    if (!user.empty() && std::ranges::all_of(user, base::is_digit)) return PolicyOutcome::pass();
    Violation violation;
    violation.message =
        user.empty() ? "no USER is set" : "USER is the name " + std::string(user) + ", not a number";
    violation.detail["user"] = codec::view(about.config.user);
    violation.remediation = "end the Dockerfile with USER and a number, such as USER 65532";
    return PolicyOutcome::of({std::move(violation)});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_numeric_user() { return std::make_unique<NumericUser>(); }

}  // namespace pratique::policy
