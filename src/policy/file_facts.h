// What policies on files share: which facts of the inventory count, what their violations say, and whether nothing found
// means nothing there.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/file_facts.h"
#include "policy/policy.h"
#include "policy/rule_config.h"
#include "policy/subject.h"

namespace pratique::policy {

// "ignore_base_images", "ignore_packages", "ignored_paths", with these usual values; sorted.
std::vector<RuleSetting> file_fact_settings();

// Those of the kinds that the settings leave, in the inventory's order: none that a layer of a base image brought (where it is
// known which these are), none that a package of the distribution installed, no ignored path.
std::vector<model::FileFact> select_facts(const PolicySubject& subject,
                                          const std::vector<model::FileFactKind>& kinds,
                                          const RuleConfig& config);

// Its detail has path, layer, mode, owner and, where there are some, capabilities and package.
Violation violation_of(const model::FileFact& fact, std::string message, std::string remediation);

// The answer where nobody looked at modes and owners: of a document that says nothing of them.
PolicyOutcome facts_unknown();
// Violations are a fail; without one it is a pass only where all files were looked at. Asked where the facts are known.
PolicyOutcome fact_outcome(const PolicySubject& subject, std::vector<Violation> violations,
                           std::string reason);
// What a pass that leaves out base images rests on; empty: nothing to say.
std::string base_remark(const PolicySubject& subject, const RuleConfig& config);

// The user that a container runs as, by the configuration and the accounts that the inventory has.
struct RunningUser {
  // As configured, without the group.
  std::string name{};
  // Nothing: a name that no known account has.
  std::optional<std::uint32_t> uid{};
  // All it belongs to. Nothing: a group that is named, whose number is not known.
  std::optional<std::vector<std::uint32_t>> groups{};
  std::optional<model::AccountFact> account{};
  bool is_root() const { return uid == 0u; }
};
RunningUser running_user(const model::Inventory& inventory);

}  // namespace pratique::policy
