// Files that give whoever starts them capabilities (capabilities(7), "File capabilities").
#include "policy/file_facts.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class FileCapabilities final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "file-capabilities",
            .title = "No file capabilities added",
            .not_compliant_title = "File capabilities added",
            .description =
                "Who may start such a file has a part of root's rights while it runs; and it does not start "
                "at all where "
                "the container may not have them.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"path", "capabilities", "purl"}};
  }
  std::vector<RuleSetting> settings() const override { return file_fact_settings(); }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    if (!model::knows_file_facts(subject.inventory)) return facts_unknown();
    std::vector<Violation> violations;
    for (const auto& fact : select_facts(subject, {model::FileFactKind::kCapabilities}, config)) {
      violations.push_back(violation_of(fact, fact.location.path + " has " + fact.capabilities,
                                        "setcap -r, and give the container what it needs when it starts"));
    }
    return fact_outcome(subject, std::move(violations), base_remark(subject, config));
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_file_capabilities() { return std::make_unique<FileCapabilities>(); }

}  // namespace pratique::policy
