// The contract of built-in policies: one file in policy/rule/ adds one (docs/adding/policy-rule.md). What a policy and its
// answer are is policy.h, what it may look at subject.h, what it can be told rule_config.h.
#pragma once

#include <memory>
#include <vector>

#include "policy/policy.h"
#include "policy/rule_config.h"
#include "policy/subject.h"

namespace pratique::policy {

// Pure and thread-safe: the same subject and settings, the same outcome.
class PolicyRule {
 public:
  virtual ~PolicyRule() = default;
  virtual PolicyAbout about() const = 0;
  // Sorted by name; none: there is nothing to set.
  virtual std::vector<RuleSetting> settings() const { return {}; }
  // Whether it is asked when the settings do not speak of it. Rules that most teams would not hold to wait until they are
  // enabled.
  virtual bool usually_enabled() const { return true; }
  // Whether it asks how the image is run: then it is asked, too, where a file says it (PolicySubject::run).
  virtual bool is_about_running() const { return false; }
  // Whether it asks for what lies beside the image, which far away is a request.
  virtual bool looks_beside() const { return false; }
  // Errors, kUsage: a setting whose value is of its kind and still cannot be used: a pattern that is none.
  virtual Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const = 0;
};

// Every rule, sorted by file name; no two have one name. Generated (cmake/registry.cmake) from make_STEM() of each file.
std::vector<std::unique_ptr<PolicyRule>> all_rules();

}  // namespace pratique::policy
