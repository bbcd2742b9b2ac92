// A container's root filesystem is read-only when it runs: what it has to write goes to volumes and memory.
#include "base/text.h"
#include "policy/rule.h"
#include "policy/running.h"

namespace pratique::policy {
namespace {

class RunReadOnlyRoot final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "run-read-only-root",
            .title = "Run with a read-only root",
            .not_compliant_title = "Run with a writable root",
            .description =
                "Whoever takes over the process finds no place for what he brings, and nothing of the image "
                "can be changed while it runs.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"file", "line", "service"}};
  }
  bool usually_enabled() const override { return false; }
  bool is_about_running() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto remedy = remedy_of(subject.inventory.subject.config);
    return ask_services(subject, [&](const RunService& service, std::vector<Violation>& into) {
      const auto& flag = service.read_only_root;
      if (flag && flag->on) return;
      into.push_back(violation_of(service, flag ? flag->line : 0, "may write its root filesystem", remedy));
    });
  }

 private:
  // The image says itself what it writes.
  static std::string remedy_of(const model::ImageConfig& config) {
    auto text = std::string("set read_only: true (readOnlyRootFilesystem), with tmpfs (emptyDir) for /tmp");
    if (!config.volumes.empty()) text += " and a volume for " + base::join(config.volumes, ", ");
    return text;
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_run_read_only_root() { return std::make_unique<RunReadOnlyRoot>(); }

}  // namespace pratique::policy
