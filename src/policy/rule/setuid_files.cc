// Files that run with the rights of their owner or group, and that nobody expects there.
#include <fmt/format.h>

#include "policy/file_facts.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

using model::FileFactKind;

class SetuidFiles final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "setuid-files",
            .title = "No setuid or setgid files added",
            .not_compliant_title = "Setuid or setgid files added",
            .description =
                "Who may start such a file becomes its owner, mostly root, while it runs; a fault in it is a "
                "way up for "
                "whoever got into the container.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"path", "mode", "owner", "purl"}};
  }
  std::vector<RuleSetting> settings() const override { return file_fact_settings(); }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    if (!model::knows_file_facts(subject.inventory)) return facts_unknown();
    std::vector<Violation> violations;
    for (const auto& fact : select_facts(subject, {FileFactKind::kSetuid, FileFactKind::kSetgid}, config)) {
      const bool setuid = fact.kind == FileFactKind::kSetuid;
      auto message = fmt::format("{} runs as {} {} (mode {:04o})", fact.location.path,
                                 setuid ? "user" : "group", setuid ? fact.uid : fact.gid, fact.mode);
      violations.push_back(violation_of(fact, std::move(message), "chmod a-s, or remove the file"));
    }
    return fact_outcome(subject, std::move(violations), base_remark(subject, config));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_setuid_files() { return std::make_unique<SetuidFiles>(); }

}  // namespace pratique::policy
