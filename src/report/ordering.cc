#include "report/ordering.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "model/ecosystem.h"
#include "report/sections.h"
#include "report/upgrade.h"

namespace pratique::report {

const std::vector<std::string>& sort_words() {
  static const std::vector<std::string> kWords{"severity", "priority", "epss", "package", "cve", "fix"};
  return kWords;
}

const std::vector<std::string>& group_words() {
  static const std::vector<std::string> kWords{"package", "cve", "owner", "layer", "fix"};
  return kWords;
}

static std::size_t place_among(const std::vector<std::string>& words, std::string_view word) {
  const auto at =
      std::ranges::find_if(words, [&](const auto& one) { return base::equals_ignoring_case(one, word); });
  return at == words.end() ? 0 : static_cast<std::size_t>(at - words.begin());
}

SortBy sort_of(std::string_view word) { return static_cast<SortBy>(place_among(sort_words(), word)); }
GroupBy group_of(std::string_view word) { return static_cast<GroupBy>(place_among(group_words(), word)); }

int Ordering::points_of(const match::Finding& finding) {
  const auto [at, added] = points_.try_emplace(&finding, 0);
  if (added) at->second = priorities_.of(finding).points;
  return at->second;
}

bool Ordering::before(const match::Finding& a, const match::Finding& b) {
  const auto name = [&](const match::Finding& one) -> const std::string& {
    return inventory_.components[one.component].purl.name;
  };
  if (by_ == SortBy::kPriority && points_of(a) != points_of(b)) return points_of(a) > points_of(b);
  if (by_ == SortBy::kEpss && a.epss.score != b.epss.score) return a.epss.score > b.epss.score;
  if (by_ == SortBy::kPackage && name(a) != name(b)) return name(a) < name(b);
  if (by_ == SortBy::kId && a.id != b.id) return a.id < b.id;
  // What can be mended stands before what cannot.
  if (by_ == SortBy::kFix && a.fixed.empty() != b.fixed.empty()) return b.fixed.empty();
  return report::before(a, b);
}

bool Ordering::before(const Group& a, const Group& b) {
  const auto &first = *a.findings.front(), &other = *b.findings.front();
  if (by_ == SortBy::kPackage) return a.title < b.title;
  if (by_ != SortBy::kSeverity) {
    if (before(first, other)) return true;
    if (before(other, first)) return false;
  }
  return std::tie(b.counts, a.title) < std::tie(a.counts, b.title);
}

namespace {

// Whose the file is: the OS package's; or of a package that lies in another one's node_modules, the outermost's, for
// whoever brought that one brought it along; else nobody else's.
std::string owner_of(const model::Component& component) {
  if (!component.owner.empty()) return component.owner;
  if (model::is_system(component.purl.type)) return component.purl.to_string();
  if (component.locations.empty()) return {};
  const std::string_view path = component.locations.front().path;
  if (const auto inner = path.find('!'); inner != std::string_view::npos)
    return "/" + std::string(path.substr(0, inner));
  constexpr std::string_view kModules = "node_modules/";
  const auto first = path.find(kModules);
  if (first == std::string_view::npos) return {};
  const auto second = path.find(std::string("/") + std::string(kModules), first + kModules.size());
  return second == std::string_view::npos ? std::string() : "/" + std::string(path.substr(0, second));
}

struct Heading {
  std::string key, title;
};

class Grouping {
 public:
  Grouping(const Judged& input, GroupBy by) : input_(input), by_(by) {}

  Heading heading_of(const match::Finding& finding, const Group& package) const {
    const auto& component = input_.inventory.components[finding.component];
    switch (by_) {
      case GroupBy::kLayer:
        return of_layer(component);
      case GroupBy::kOwner:
        return of_owner(component);
      case GroupBy::kFix:
        return of_fix(finding, package);
      default:
        return {std::string(finding.id), base::printable(finding.id)};
    }
  }

 private:
  Heading of_layer(const model::Component& component) const {
    const auto& layers = input_.inventory.subject.layers;
    const auto& id = component.locations.empty() ? std::string() : component.locations.front().layer;
    if (id.empty()) return {"", "no layer"};
    const auto at = std::ranges::find_if(layers, [&](const auto& layer) { return layer.diff_id == id; });
    auto title = "layer " + (at == layers.end() ? std::string() : std::to_string(at - layers.begin()) + " ") +
                 "(" + short_digest(id) + ")";
    if (at != layers.end() && at->lines.first != 0) {
      title += ": " + base::printable(at->lines.file) + ":" + std::to_string(at->lines.first) + ": " +
               base::printable(at->lines.text);
    } else if (at != layers.end() && !at->created_by.empty()) {
      title += ": " + base::printable(at->created_by);
    }
    return {id, title};
  }
  static Heading of_owner(const model::Component& component) {
    const auto owner = owner_of(component);
    return owner.empty() ? Heading{"", "the project's own packages"} : Heading{owner, base::printable(owner)};
  }
  static Heading of_fix(const match::Finding& finding, const Group& package) {
    const auto upgrade = best_upgrade(package.type, package.findings);
    if (finding.fixed.empty() || !upgrade) return {"", "no fix is known"};
    return {package.title + " " + upgrade->version,
            "Upgrade " + package.title + " to " + base::printable(upgrade->version)};
  }

  const Judged& input_;
  GroupBy by_;
};

}  // namespace

std::vector<FindingGroup> grouped(const Judged& input, GroupBy by, SortBy sort) {
  const Grouping grouping(input, by);
  std::map<std::string, FindingGroup> groups;
  for (const auto& package : vulnerable_groups(input, sort)) {
    for (const auto* finding : package.findings) {
      auto heading = grouping.heading_of(*finding, package);
      auto& group = groups[heading.key];
      group.key = std::move(heading.key);
      group.title = std::move(heading.title);
      group.findings.push_back({.finding = finding, .package = package.title});
    }
  }
  Ordering ordering(input.inventory, sort);
  std::vector<FindingGroup> all;
  for (auto& [key, group] : groups) {
    std::vector<const match::Finding*> findings;
    for (const auto& one : group.findings) findings.push_back(one.finding);
    group.counts = count(findings);
    std::ranges::stable_sort(group.findings, [&](const auto& a, const auto& b) {
      return ordering.before(*a.finding, *b.finding);
    });
    all.push_back(std::move(group));
  }
  std::ranges::stable_sort(all, [&](const FindingGroup& a, const FindingGroup& b) {
    if (a.key.empty() != b.key.empty()) return b.key.empty();
    const auto &first = *a.findings.front().finding, &other = *b.findings.front().finding;
    if (sort != SortBy::kSeverity) {
      if (ordering.before(first, other)) return true;
      if (ordering.before(other, first)) return false;
    }
    return std::tie(b.counts, a.title) < std::tie(a.counts, b.title);
  });
  return all;
}

}  // namespace pratique::report
