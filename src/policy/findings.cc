#include "policy/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "match/staleness.h"
#include "model/ecosystem.h"

namespace pratique::policy {
namespace {

const std::vector<std::string> kSeverityNames = {"CRITICAL", "HIGH", "MEDIUM", "LOW", "UNSPECIFIED"};

bool is_listed(const std::vector<std::string>& list, std::string_view word) {
  return list.empty() ||
         std::ranges::any_of(list, [&](const auto& one) { return base::equals_ignoring_case(one, word); });
}

bool is_asked(const FindingWords& words, const model::Component& component) {
  return is_listed(words.package_types, component.purl.type);
}

// "14 of 80 packages were not judged: no advisory data for Debian 12"; empty: all were.
std::string unseen(const PolicySubject& subject, const FindingWords& words) {
  const auto& judgement = subject.judgement;
  std::set<model::PackageKey> asked, lacking;
  std::string first;
  for (std::size_t i = 0; i < subject.inventory.components.size(); ++i) {
    const auto& component = subject.inventory.components[i];
    if (!is_asked(words, component)) continue;
    asked.insert(model::package_of(component));
    for (const auto number : judgement.standings[i].gaps) {
      const auto& gap = judgement.gaps[number];
      if (!gap.blind() || (words.fixable_only && gap.code == "fixes-only")) continue;
      lacking.insert(model::package_of(component));
      if (first.empty()) first = gap.reason;
    }
  }
  if (lacking.empty()) return {};
  return fmt::format("{} of {} packages could not be judged in full: {}", lacking.size(), asked.size(),
                     first);
}

}  // namespace

std::vector<RuleSetting> finding_settings(std::vector<std::string> severities, bool fixable_only) {
  return {{"fixable_only", SettingKind::kFlag, fixable_only, "only vulnerabilities that a fix is known for"},
          {"package_types", SettingKind::kTexts, codec::JsonArray(),
           "types of package URLs: npm, deb; none: all"},
          {"severities", SettingKind::kTexts, codec::texts(severities), "severities that count; none: all",
           kSeverityNames}};
}

FindingWords finding_words(const RuleConfig& config) {
  return {config.texts("severities"), config.flag("fixable_only"), config.texts("package_types")};
}

std::vector<const match::Finding*> select(const PolicySubject& subject, const FindingWords& words) {
  std::vector<const match::Finding*> all;
  // A package that was found in several ways or places violates once.
  std::set<std::pair<std::string_view, model::PackageKey>> told;
  for (const auto& finding : subject.judgement.findings) {
    if (finding.state != match::FindingState::kOpen) continue;
    if (!is_listed(words.severities, advisory::to_string(finding.severity))) continue;
    if (words.fixable_only && finding.fixed.empty()) continue;
    const auto& component = subject.inventory.components[finding.component];
    if (is_asked(words, component) && told.emplace(finding.id, model::package_of(component)).second)
      all.push_back(&finding);
  }
  return all;
}

Violation violation_of(const PolicySubject& subject, const match::Finding& finding) {
  const auto& component = subject.inventory.components[finding.component];
  Violation violation;
  violation.message = fmt::format("{} {} in {} {}", advisory::to_string(finding.severity), finding.id,
                                  model::display_name(component.purl), component.purl.version);
  auto& detail = violation.detail;
  detail["cve"] = codec::view(finding.id);
  detail["severity"] = advisory::to_string(finding.severity);
  detail["purl"] = codec::view(component.purl.to_string());
  if (!finding.fixed.empty()) detail["fixed_by"] = codec::view(finding.fixed);
  if (finding.vulnerability != nullptr && !finding.vulnerability->published.empty())
    detail["published"] = codec::view(finding.vulnerability->published);
  if (finding.exploitation.known) detail["kev"] = true;
  violation.remediation = finding.fixed.empty()
                              ? "no fix is known: remove the package, or say by VEX why it does not matter"
                              : fmt::format("upgrade to {}", finding.fixed);
  return violation;
}

PolicyOutcome outcome_of(const PolicySubject& subject, const FindingWords& words, Violations violations) {
  if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
  if (subject.judgement.database.empty())
    return PolicyOutcome::no_data("there is no advisory database", "run `pratique db update`");
  if (subject.inventory.components.empty())
    return PolicyOutcome::no_data("no packages were found", "look at the notes of `pratique sbom`");
  if (auto why = unseen(subject, words); !why.empty())
    return PolicyOutcome::no_data(std::move(why), "get the missing advisories by `pratique db update`");
  if (const auto unread = std::ranges::find_if(subject.inventory.notes, &model::Note::incomplete);
      unread != subject.inventory.notes.end()) {
    return PolicyOutcome::no_data("not everything could be read: " + unread->message,
                                  "look at the notes of `pratique sbom`");
  }
  return PolicyOutcome::pass();
}

std::optional<int> days_since(const PolicySubject& subject, std::string_view day) {
  const auto then = match::day_of(day), now = match::day_of(subject.day());
  if (!then || !now) return std::nullopt;
  return *now - *then;
}

}  // namespace pratique::policy
