// Files that everybody may write, and folders in which everybody may replace files (inode(7)).
#include <fmt/format.h>

#include "policy/file_facts.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class WorldWritableFiles final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "world-writable-files",
            .title = "No world-writable files or folders",
            .not_compliant_title = "World-writable files or folders found",
            .description =
                "Whoever got into a container as any user can change them; folders with the sticky bit are "
                "meant for it.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"path", "mode", "owner"}};
  }
  std::vector<RuleSetting> settings() const override { return file_fact_settings(); }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    if (!model::knows_file_facts(subject.inventory)) return facts_unknown();
    std::vector<Violation> violations;
    for (const auto& fact : select_facts(subject, {model::FileFactKind::kWorldWritable}, config)) {
      auto message = fmt::format("{}{} may be written by everybody (mode {:04o})", fact.location.path,
                                 fact.folder ? ", a folder," : "", fact.mode);
      violations.push_back(violation_of(fact, std::move(message), "chmod o-w"));
    }
    return fact_outcome(subject, std::move(violations), base_remark(subject, config));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_world_writable_files() { return std::make_unique<WorldWritableFiles>(); }

}  // namespace pratique::policy
