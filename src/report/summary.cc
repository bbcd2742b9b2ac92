#include "report/summary.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "model/ecosystem.h"
#include "report/ordering.h"

namespace pratique::report {

using advisory::Severity;

std::size_t Counts::total() const {
  return std::accumulate(by_severity.begin(), by_severity.end(), std::size_t{0});
}

static std::size_t place_of(Severity severity) {
  return static_cast<std::size_t>(std::find(kSeverities.begin(), kSeverities.end(), severity) -
                                  kSeverities.begin());
}

Counts count(std::span<const match::Finding* const> findings) {
  std::unordered_map<std::string_view, Severity, base::TextHash> worst;
  worst.reserve(findings.size());
  for (const auto* finding : findings) {
    auto& severity = worst[finding->id];
    severity = std::max(severity, finding->severity);
  }
  Counts counts;
  for (const auto& [id, severity] : worst) ++counts.by_severity[place_of(severity)];
  return counts;
}

static void add(Basis& basis, match::Standing standing) {
  ++basis.packages;
  basis.judged += standing == match::Standing::kJudged ? 1 : 0;
  basis.partial += standing == match::Standing::kPartial ? 1 : 0;
  basis.unjudged += standing == match::Standing::kUnjudged ? 1 : 0;
}

match::Standing joined(match::Standing a, match::Standing b) {
  if (a == match::Standing::kElsewhere) return b;
  return b == match::Standing::kElsewhere ? a : std::max(a, b);
}

Basis basis_of(const model::Inventory& inventory, const match::Judgement& judgement) {
  Basis basis;
  for (const auto& note : inventory.notes) basis.unread += note.incomplete ? 1 : 0;
  std::map<model::PackageKey, match::Standing> packages;
  for (std::size_t i = 0; i < judgement.standings.size(); ++i) {
    const auto standing = judgement.standings[i].standing;
    const auto [at, added] = packages.try_emplace(model::package_of(inventory.components[i]), standing);
    if (!added) at->second = joined(at->second, standing);
  }
  for (const auto& [package, standing] : packages) add(basis, standing);
  return basis;
}

std::size_t vulnerable_packages(const model::Inventory& inventory,
                                std::span<const match::Finding* const> findings) {
  // Findings stand by component, so that each component is named once here.
  std::vector<std::size_t> components;
  for (const auto* finding : findings) {
    if (components.empty() || components.back() != finding->component)
      components.push_back(finding->component);
  }
  return model::count_packages(inventory, components);
}

Basis basis_of(const match::Judgement& judgement, std::span<const std::size_t> components) {
  Basis basis;
  for (const auto index : components) add(basis, judgement.standings[index].standing);
  return basis;
}

namespace {

// What components of one group share. Distribution packages are told by their source, others by themselves.
struct GroupKey {
  std::string type, name_space, name, version;
  auto operator<=>(const GroupKey&) const = default;
};

GroupKey key_of(const model::Component& component) {
  const auto& purl = component.purl;
  return {.type = purl.type,
          .name_space = purl.name_space,
          .name = component.source_name.empty() ? purl.name : component.source_name,
          .version = component.source_version.empty() ? purl.version : component.source_version};
}

// Each vulnerability once, by its worst finding.
void settle(Group& group, Ordering& ordering) {
  auto& findings = group.findings;
  std::stable_sort(findings.begin(), findings.end(), [](const auto* a, const auto* b) {
    const auto &score = match::cvss_of(*a).score, &other = match::cvss_of(*b).score;
    return std::tie(a->id, b->severity, other) < std::tie(b->id, a->severity, score);
  });
  findings.erase(std::unique(findings.begin(), findings.end(),
                             [](const auto* a, const auto* b) { return a->id == b->id; }),
                 findings.end());
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const auto* a, const auto* b) { return ordering.before(*a, *b); });
  for (const auto* finding : findings) ++group.counts.by_severity[place_of(finding->severity)];
}

}  // namespace

bool before(const match::Finding& a, const match::Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  const auto score = match::cvss_of(a).score, other = match::cvss_of(b).score;
  if (score != other) return score > other;
  if (a.exploitation.known != b.exploitation.known) return a.exploitation.known;
  return a.id < b.id;
}

std::vector<Group> vulnerable_groups(const Judged& input, SortBy sort) {
  Ordering ordering(input.inventory, sort);
  std::map<GroupKey, Group> groups;
  for (const auto* one : input.selection.findings) {  // sorted by component
    const auto& finding = *one;
    const auto& component = input.inventory.components[finding.component];
    auto key = key_of(component);
    auto& group = groups[key];
    if (group.components.empty()) {
      auto shown = component.purl;
      shown.name = key.name;
      group.title = base::printable(model::display_name(shown) + " " + key.version);
      group.type = component.purl.type;
    }
    if (group.components.empty() || group.components.back() != finding.component)
      group.components.push_back(finding.component);
    group.findings.push_back(one);
  }
  std::vector<Group> sorted;
  for (auto& [key, group] : groups) {
    settle(group, ordering);
    sorted.push_back(std::move(group));
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Group& a, const Group& b) { return ordering.before(a, b); });
  return sorted;
}

std::string figure_text(std::size_t number, bool whole) {
  if (whole) return std::to_string(number);
  return number == 0 ? "–" : "≥" + std::to_string(number);
}

std::string score_text(double score) {
  const auto tenths = static_cast<int>(score * 10 + 0.5);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

static constexpr std::array<char, kSeverities.size()> kLetters = {'C', 'H', 'M', 'L', '?'};

std::string tuple_text(const Counts& counts, bool whole, const Style& style) {
  std::string text;
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    const auto number = counts.by_severity[i];
    if (kSeverities[i] == Severity::kUnspecified && number == 0) continue;
    const auto cell = pad_left(figure_text(number, whole) + kLetters[i], i == 0 ? 5 : 7);
    text += number == 0 ? style.faint(cell) : style.severity(kSeverities[i], cell);
  }
  return text;
}

std::string bare_tuple(const Counts& counts, bool whole) {
  const auto padded = tuple_text(counts, whole, Style(Options{}));
  const auto words = base::words(padded);
  return base::join({words.begin(), words.end()}, " ");
}

std::string delta_text(std::int64_t delta) {
  return delta > 0 ? "+" + std::to_string(delta) : std::to_string(delta);
}

std::string change_text(const Counts& now, const Counts& then) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    const auto delta =
        static_cast<std::int64_t>(now.by_severity[i]) - static_cast<std::int64_t>(then.by_severity[i]);
    if (delta != 0) parts.push_back(delta_text(delta) + kLetters[i]);
  }
  return parts.empty() ? "no change" : base::join(parts, " ");
}

std::string missing_text(const Basis& basis) {
  const auto unread = basis.unread == 0   ? std::string()
                      : basis.unread == 1 ? std::string("1 thing not read")
                                          : std::to_string(basis.unread) + " things not read";
  if (basis.unjudged + basis.partial == 0) return unread;
  const auto also = unread.empty() ? unread : ", " + unread;
  const auto of = " of " + std::to_string(basis.packages) + (basis.packages == 1 ? " package" : " packages");
  if (basis.unjudged == 0) return std::to_string(basis.partial) + of + " judged by partial data" + also;
  auto text = std::to_string(basis.unjudged) + of + " not judged";
  if (basis.partial > 0) text += ", " + std::to_string(basis.partial) + " by partial data";
  return text + also;
}

Cell figures_cell(const Counts& counts, const Basis& basis, const Style& style) {
  if (!basis.compared())
    return style.warning(basis.packages == 0 ? "not judged: no packages found" : "not judged");
  auto text = tuple_text(counts, basis.whole(), style);
  const auto tuple = text.size();
  if (!basis.whole()) text += style.warning("  (" + missing_text(basis) + ")");
  return {std::move(text), tuple};
}

}  // namespace pratique::report
