// A container runs as somebody else than root, by the file or else by the image.
#include "base/text.h"
#include "policy/file_facts.h"
#include "policy/rule.h"
#include "policy/running.h"

namespace pratique::policy {
namespace {

class RunNonRoot final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "run-non-root",
            .title = "Run as a user without rights",
            .not_compliant_title = "Run as root",
            .description = "What isolates a container from its host holds less well against root.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"file", "line", "service", "value"}};
  }
  bool usually_enabled() const override { return false; }
  bool is_about_running() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto image = running_user(subject.inventory);
    const bool known = !subject.inventory.subject.config_digest.empty();
    return ask_services(subject, [&](const RunService& service, std::vector<Violation>& into) {
      if (service.user) {
        if (is_root(service.user->text))
          into.push_back(
              violation_of(service, service.user->line, "runs as root", kRemedy, service.user->text));
        return;
      }
      // Kubernetes starts no container then that would run as root.
      if (service.non_root && service.non_root->on) return;
      if (!known) {
        into.push_back(
            violation_of(service, 0, "names no user, and nothing is known of the image's", kRemedy));
      } else if (image.is_root()) {
        into.push_back(violation_of(service, 0, "names no user, and the image's is root", kRemedy));
      }
    });
  }

 private:
  static constexpr const char* kRemedy = "set user: (runAsUser, runAsNonRoot: true) to a number above 0";

  static bool is_root(std::string_view text) {
    const auto name = base::trim(text.substr(0, text.find(':')));
    return name == "root" || (!name.empty() && name.find_first_not_of('0') == name.npos);
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_run_non_root() { return std::make_unique<RunNonRoot>(); }

}  // namespace pratique::policy
