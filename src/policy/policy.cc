#include "policy/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/nearest.h"
#include "base/text.h"

namespace pratique::policy {

namespace {

constexpr std::array<std::string_view, 4> kTypes = {"vulnerability", "license", "boolean", "generic"};
constexpr std::size_t kMaxNameBytes = 128;

std::string text_of(const codec::JsonObject& detail, std::string_view member) {
  const auto* value = detail.if_contains(codec::view(member));
  return value != nullptr && value->is_string()
             ? std::string(value->get_string().c_str(), value->get_string().size())
             : "";
}

void count_severity(std::string_view word, ViolationCounts& counts) {
  const auto severity = base::to_lower(word);
  if (severity == "critical")
    ++counts.critical;
  else if (severity == "high")
    ++counts.high;
  else if (severity == "medium" || severity == "moderate")
    ++counts.medium;
  else if (severity == "low")
    ++counts.low;
  else
    ++counts.unspecified;
}

// "16C   174H", as the overview of an image has it, and unspecified ones only where there are some.
std::string severities_text(const ViolationCounts& counts) {
  auto text = fmt::format("{:>5} {:>5} {:>5} {:>5}", fmt::format("{}C", counts.critical),
                          fmt::format("{}H", counts.high), fmt::format("{}M", counts.medium),
                          fmt::format("{}L", counts.low));
  if (counts.unspecified > 0) text += fmt::format(" {:>5}", fmt::format("{}?", counts.unspecified));
  return text;
}

}  // namespace

const char* to_string(ResultType type) { return kTypes[static_cast<std::size_t>(type)].data(); }

Result<ResultType> parse_result_type(std::string_view text) {
  const auto* found = std::find(kTypes.begin(), kTypes.end(), text);
  if (found == kTypes.end())
    return base::invalid("no result type \"" + std::string(text) + "\"" + base::did_you_mean(text, kTypes));
  return static_cast<ResultType>(found - kTypes.begin());
}

const char* to_string(PolicyState state) {
  switch (state) {
    case PolicyState::kPass:
      return "pass";
    case PolicyState::kFail:
      return "fail";
    case PolicyState::kNoData:
      break;
  }
  return "no-data";
}

bool is_policy_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxNameBytes && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/';
  });
}

PolicyOutcome PolicyOutcome::of(Violations violations) {
  const auto left_out = violations.left_out();
  auto outcome = of(std::move(violations.kept()));
  outcome.left_out += left_out;
  return outcome;
}

PolicyOutcome PolicyOutcome::of(std::vector<Violation> violations) {
  PolicyOutcome outcome{.state = violations.empty() ? PolicyState::kPass : PolicyState::kFail,
                        .violations = std::move(violations)};
  if (outcome.violations.size() > kMaxViolations) {
    outcome.left_out = outcome.violations.size() - kMaxViolations;
    outcome.violations.resize(kMaxViolations);
  }
  return outcome;
}

ViolationCounts count_violations(const PolicyOutcome& outcome) {
  ViolationCounts counts;
  std::set<std::string> packages;
  for (const auto& violation : outcome.violations) {
    count_severity(text_of(violation.detail, "severity"), counts);
    auto purl = text_of(violation.detail, "purl");
    if (purl.empty())
      ++counts.packages;
    else
      packages.insert(std::move(purl));
  }
  counts.packages += packages.size() + outcome.left_out;
  counts.unspecified += outcome.left_out;
  return counts;
}

std::string results_text(const JudgedPolicy& policy) {
  const auto& outcome = policy.outcome;
  if (outcome.state == PolicyState::kNoData) return "No data";
  if (outcome.state == PolicyState::kPass) return {};
  const auto counted = [](std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
  };
  switch (policy.about.result_type) {
    case ResultType::kVulnerability:
      return severities_text(count_violations(outcome));
    case ResultType::kLicense:
      return counted(count_violations(outcome).packages, "package", "packages");
    case ResultType::kGeneric:
      return counted(outcome.count(), "deviation", "deviations");
    case ResultType::kBoolean:
      break;
  }
  return {};
}

const std::string& title_of(const JudgedPolicy& policy) {
  const auto& about = policy.about;
  return policy.outcome.state == PolicyState::kFail && !about.not_compliant_title.empty()
             ? about.not_compliant_title
             : about.title;
}

void sort_policies(std::vector<JudgedPolicy>& policies) {
  std::stable_sort(policies.begin(), policies.end(), [](const JudgedPolicy& a, const JudgedPolicy& b) {
    if (a.about.weight != b.about.weight) return a.about.weight > b.about.weight;
    return a.about.name < b.about.name;
  });
}

}  // namespace pratique::policy
