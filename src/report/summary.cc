#include "report/summary.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "base/text.h"

namespace pratique::report {

using advisory::Severity;

std::size_t Counts::total() const {
  return std::accumulate(by_severity.begin(), by_severity.end(), std::size_t{0});
}

static std::size_t place_of(Severity severity) {
  return static_cast<std::size_t>(std::find(kSeverities.begin(), kSeverities.end(), severity) -
                                  kSeverities.begin());
}

Counts count(std::span<const match::Finding> findings) {
  std::map<std::string_view, Severity> worst;
  for (const auto& finding : findings) {
    auto& severity = worst[finding.id];
    severity = std::max(severity, finding.severity);
  }
  Counts counts;
  for (const auto& [id, severity] : worst) ++counts.by_severity[place_of(severity)];
  return counts;
}

Scope scope_of(const Input& input) {
  Scope scope{.packages = input.inventory.components.size()};
  scope.judged = scope.packages - input.judgement.unjudged_components.size();
  for (const auto& gap : input.judgement.unjudged) scope.blind += gap.blind ? gap.components : 0;
  return scope;
}

namespace {

// What components of one group share. Distribution packages are told by their source, others by themselves.
struct GroupKey {
  std::string type, name_space, name, version;
  model::Evidence evidence;
  std::vector<std::string> ids;
  auto operator<=>(const GroupKey&) const = default;
};

GroupKey key_of(const model::Component& component, std::span<const match::Finding> findings) {
  const auto& purl = component.purl;
  GroupKey key{.type = purl.type,
               .name_space = purl.name_space,
               .name = component.source_name.empty() ? purl.name : component.source_name,
               .version = component.source_version.empty() ? purl.version : component.source_version,
               .evidence = component.evidence,
               .ids = {}};
  for (const auto& finding : findings) key.ids.push_back(finding.id);
  return key;
}

}  // namespace

std::string display_name(const model::Purl& purl) {
  const bool system = purl.type == "deb" || purl.type == "rpm" || purl.type == "apk";
  if (system || purl.name_space.empty()) return purl.name;
  return purl.name_space + (purl.type == "maven" ? ":" : "/") + purl.name;
}

std::vector<Group> vulnerable_groups(const Input& input) {
  std::map<GroupKey, Group> groups;
  const auto& findings = input.judgement.findings;  // sorted by component
  for (auto first = findings.begin(); first != findings.end();) {
    const auto index = first->component;
    const auto last =
        std::find_if(first, findings.end(), [&](const auto& next) { return next.component != index; });
    const std::span<const match::Finding> own(first, last);
    const auto key = key_of(input.inventory.components[index], own);
    auto& group = groups[key];
    if (group.components.empty()) {
      auto shown = input.inventory.components[index].purl;
      shown.name = key.name;
      group.title = base::printable(display_name(shown) + " " + key.version);
      for (const auto& finding : own) group.findings.push_back(&finding);
      group.counts = count(own);
    }
    group.components.push_back(index);
    first = last;
  }
  std::vector<Group> sorted;
  for (auto& [key, group] : groups) sorted.push_back(std::move(group));
  std::stable_sort(sorted.begin(), sorted.end(), [](const Group& a, const Group& b) {
    return std::tie(b.counts, a.title) < std::tie(a.counts, b.title);
  });
  return sorted;
}

std::string tuple_text(const Counts& counts, const Style& style) {
  constexpr std::array<char, kSeverities.size()> kLetters = {'C', 'H', 'M', 'L', '?'};
  std::string text;
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    const auto number = counts.by_severity[i];
    if (kSeverities[i] == Severity::kUnspecified && number == 0) continue;
    const auto cell = pad_left(std::to_string(number) + kLetters[i], i == 0 ? 5 : 7);
    text += number == 0 ? style.faint(cell) : style.severity(kSeverities[i], cell);
  }
  return text;
}

std::string verdict_text(const Counts& counts, const Scope& scope, const Style& style) {
  if (scope.judged == 0)
    return style.warning(scope.packages == 0 ? "not judged: no packages found" : "not judged");
  auto text = tuple_text(counts, style);
  if (scope.blind > 0) {
    text += style.warning("  (" + std::to_string(scope.blind) + " of " + std::to_string(scope.packages) +
                          (scope.packages == 1 ? " package" : " packages") + " not judged)");
  }
  return text;
}

}  // namespace pratique::report
