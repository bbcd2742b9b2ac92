// The user that the application runs as is an account for that alone: not root, no login shell, no home.
#include "policy/file_facts.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class ApplicationUser final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "application-user",
            .title = "User without login shell and home",
            .not_compliant_title = "User can log in or has a home",
            .description =
                "An application needs no account that somebody could log in to, and no folder of its own in "
                "which to "
                "keep what it downloads.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"user", "shell", "home"}};
  }
  std::vector<RuleSetting> settings() const override {
    return {{"allow_home", SettingKind::kFlag, false, "a home is no violation"},
            {"allow_login_shell", SettingKind::kFlag, false, "a login shell is no violation"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto& about = subject.inventory.subject;
    if (about.kind != model::SubjectKind::kImage || about.config_digest.empty())
      return PolicyOutcome::no_data("there is no configuration of an image", "name the image itself");
    if (!model::knows_file_facts(subject.inventory))
      return PolicyOutcome::no_data("nothing is known of the accounts in the image", "name the image itself");
    const auto user = running_user(subject.inventory);
    std::vector<Violation> violations;
    const auto violate = [&](std::string message, std::string remediation) -> codec::JsonObject& {
      violations.push_back({.message = std::move(message), .remediation = std::move(remediation)});
      violations.back().detail["user"] = codec::view(about.config.user);
      return violations.back().detail;
    };
    const auto name = user.account ? user.account->name : user.name;
    if (user.is_root()) {
      violate(about.config.user.empty()
                  ? "no USER is set, so the application runs as root"
                  : "USER is " + about.config.user + ", so the application runs as root",
              "add a user for the application, without shell and home, and name it by USER");
      return fact_outcome(subject, std::move(violations), {});
    }
    if (user.account && !config.flag("allow_login_shell") && model::is_login_shell(user.account->shell)) {
      const auto& shell = user.account->shell;
      auto& detail = violate("user " + name + " has the login shell " + (shell.empty() ? "/bin/sh" : shell),
                             "add the user with --shell /usr/sbin/nologin");
      detail["shell"] = codec::view(shell);
    }
    if (user.account && !config.flag("allow_home") && user.account->has_home) {
      auto& detail = violate("user " + name + " has the home " + user.account->home,
                             "add the user with --home /nonexistent --no-create-home");
      detail["home"] = codec::view(user.account->home);
    }
    return fact_outcome(subject, std::move(violations), {});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_application_user() { return std::make_unique<ApplicationUser>(); }

}  // namespace pratique::policy
