// What policies on vulnerabilities share: which findings count, what their violations say, and whether nothing found
// means nothing there.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "policy/rule_config.h"
#include "policy/subject.h"

namespace pratique::policy {

// What a policy is told of the packages and vulnerabilities that it asks about.
struct FindingWords {
  // "CRITICAL", …; empty: any.
  std::vector<std::string> severities;
  bool fixable_only = false;
  // Types of package URLs: "npm"; empty: any.
  std::vector<std::string> package_types;
};
// The settings "severities", "fixable_only", "package_types" with these usual values, in their order.
std::vector<RuleSetting> finding_settings(std::vector<std::string> severities, bool fixable_only);
FindingWords finding_words(const RuleConfig& config);

// Open findings that the words select, malicious packages too, in the judgement's order; one for each vulnerability and package.
std::vector<const match::Finding*> select(const PolicySubject& subject, const FindingWords& words);

// "CRITICAL CVE-2022-37434 in zlib 1.2.11-r3"; its detail has cve, severity, purl, fixed_by, published, kev.
Violation violation_of(const PolicySubject& subject, const match::Finding& finding);

// Violations are a fail; without one it is a pass only where all packages of these types were judged by data that
// suffice: else no data, with what was not judged. Fixed vulnerabilities alone need no data on others (`fixable_only`).
PolicyOutcome outcome_of(const PolicySubject& subject, const FindingWords& words, Violations violations);

// Days from a day of an advisory ("2026-08-21T…") to the report's; nothing where one of the two is not known.
std::optional<int> days_since(const PolicySubject& subject, std::string_view day);

}  // namespace pratique::policy
