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

static void add(Scope& scope, match::Verdict verdict) {
  ++scope.packages;
  scope.judged += verdict == match::Verdict::kJudged ? 1 : 0;
  scope.partial += verdict == match::Verdict::kPartial ? 1 : 0;
  scope.unjudged += verdict == match::Verdict::kUnjudged ? 1 : 0;
}

Scope scope_of(const model::Inventory& inventory, const match::Judgement& judgement) {
  Scope scope;
  for (const auto& note : inventory.notes) scope.unread += note.incomplete ? 1 : 0;
  for (const auto& one : judgement.verdicts) add(scope, one.verdict);
  return scope;
}

Scope scope_of(const match::Judgement& judgement, std::span<const std::size_t> components) {
  Scope scope;
  for (const auto index : components) add(scope, judgement.verdicts[index].verdict);
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

std::string tuple_text(const Counts& counts, bool whole, const Style& style) {
  constexpr std::array<char, kSeverities.size()> kLetters = {'C', 'H', 'M', 'L', '?'};
  std::string text;
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    const auto number = counts.by_severity[i];
    if (kSeverities[i] == Severity::kUnspecified && number == 0) continue;
    const auto figure = whole ? std::to_string(number) : number == 0 ? "–" : "≥" + std::to_string(number);
    const auto cell = pad_left(figure + kLetters[i], i == 0 ? 5 : 7);
    text += number == 0 ? style.faint(cell) : style.severity(kSeverities[i], cell);
  }
  return text;
}

std::string missing_text(const Scope& scope) {
  const auto unread = scope.unread == 0   ? std::string()
                      : scope.unread == 1 ? std::string("1 thing not read")
                                          : std::to_string(scope.unread) + " things not read";
  if (scope.unjudged + scope.partial == 0) return unread;
  const auto also = unread.empty() ? unread : ", " + unread;
  const auto of = " of " + std::to_string(scope.packages) + (scope.packages == 1 ? " package" : " packages");
  if (scope.unjudged == 0) return std::to_string(scope.partial) + of + " judged by partial data" + also;
  auto text = std::to_string(scope.unjudged) + of + " not judged";
  if (scope.partial > 0) text += ", " + std::to_string(scope.partial) + " by partial data";
  return text + also;
}

std::string verdict_text(const Counts& counts, const Scope& scope, const Style& style) {
  if (!scope.compared())
    return style.warning(scope.packages == 0 ? "not judged: no packages found" : "not judged");
  auto text = tuple_text(counts, scope.whole(), style);
  if (!scope.whole()) text += style.warning("  (" + missing_text(scope) + ")");
  return text;
}

}  // namespace pratique::report
