// Default non-root user: a container of the image runs as somebody else than root unless it is told otherwise
// (image-spec config.md, "User": user, uid, user:group, uid:gid; empty means root).
#include <algorithm>

#include "base/text.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

// "0", "root", and every other spelling of number 0 ("00", "0x0" is none: runtimes read decimal digits).
bool is_root(std::string_view user) {
  if (user == "root") return true;
  return !user.empty() && std::all_of(user.begin(), user.end(), [](char c) { return c == '0'; });
}

class DefaultNonRootUser final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {
        .name = "default-non-root-user",
        .title = "Default non-root user",
        .not_compliant_title = "Image runs as the root user",
        .description =
            "A process that breaks out of its program is root in the container when the image does not name "
            "another user, and what isolates a container from its host holds less well against root.",
        .result_type = ResultType::kBoolean,
        .weight = 5,
        .details_order = {"user"}};
  }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto& about = subject.inventory.subject;
    // A folder, or an SBOM that says nothing of a configuration, has no user at all.
    if (about.kind != model::SubjectKind::kImage || about.config_digest.empty())
      return PolicyOutcome::no_data("there is no configuration of an image", "name the image itself");
    const auto& configured = about.config.user;
    const auto user = base::trim(configured.substr(0, configured.find(':')));
    if (!user.empty() && !is_root(user)) return PolicyOutcome::pass();
    Violation violation;
    violation.message = user.empty() ? "no USER is set, so a container runs as root"
                                     : "USER is " + configured + ", so a container runs as root";
    violation.detail["user"] = codec::view(configured);
    violation.detail["explicit"] = !user.empty();
    violation.remediation =
        "end the Dockerfile with USER and the number of a user without rights, such as USER 65532";
    return PolicyOutcome::of({std::move(violation)});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_default_non_root_user() { return std::make_unique<DefaultNonRootUser>(); }

}  // namespace pratique::policy
