#include "compare/packages.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "compare/cause.h"
#include "model/ecosystem.h"
#include "version/order.h"

namespace pratique::compare {
namespace {

// A package, or of a distribution the source package of several.
struct GroupKey {
  std::string_view type, name_space, name;
  auto operator<=>(const GroupKey&) const = default;
};

std::string_view source_or_name(const model::Component& component) {
  return component.source_name.empty() ? std::string_view(component.purl.name) : component.source_name;
}
std::string_view source_or_version(const model::Component& component) {
  return component.source_name.empty() || component.source_version.empty()
             ? std::string_view(component.purl.version)
             : component.source_version;
}

using Versions = std::set<std::string_view>;
// Of the vulnerabilities of a package, or of an image, the worst finding of each; by id, and by any of their names.
struct Open {
  std::map<std::string_view, const match::Finding*> by_id, by_name;
};

struct Half {
  Versions versions;                             // of the source package
  std::map<std::string_view, Versions> members;  // by name
  Open open;
};
struct Group {
  const model::Component* any = nullptr;
  Half before, after;
};
using Groups = std::map<GroupKey, Group>;

bool worse(const match::Finding& a, const match::Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  const auto score = match::cvss_of(a).score, other = match::cvss_of(b).score;
  return score != other ? score > other : a.id < b.id;
}

void add(Open& open, const match::Finding& finding) {
  const auto [at, is_new] = open.by_id.emplace(finding.id, &finding);
  if (!is_new && worse(finding, *at->second)) at->second = &finding;
  open.by_name[finding.id] = at->second;
  for (const auto alias : finding.aliases) open.by_name.emplace(alias, at->second);
}

const match::Finding* find(const Open& open, const match::Finding& finding) {
  const auto named = [&](std::string_view name) {
    const auto found = open.by_name.find(name);
    return found == open.by_name.end() ? nullptr : found->second;
  };
  if (const auto* found = named(finding.id); found != nullptr) return found;
  for (const auto alias : finding.aliases) {
    if (const auto* found = named(alias); found != nullptr) return found;
  }
  return nullptr;
}

void add(Groups& groups, const Side& side, Half Group::* half) {
  const auto& components = side.inventory.components;
  const auto group_of = [&](std::size_t i) -> Group& {
    const auto& purl = components[i].purl;
    return groups[{purl.type, purl.name_space, source_or_name(components[i])}];
  };
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (!side.left_out.empty() && side.left_out[i]) continue;
    auto& group = group_of(i);
    if (group.any == nullptr) group.any = &components[i];
    (group.*half).versions.insert(source_or_version(components[i]));
    (group.*half).members[components[i].purl.name].insert(components[i].purl.version);
  }
  for (const auto* finding : side.findings) add((group_of(finding->component).*half).open, *finding);
}

std::vector<std::string> sorted_versions(const Versions& versions, std::string_view type) {
  std::vector<std::string> all(versions.begin(), versions.end());
  if (const auto* order = version::order_of_purl_type(type); order != nullptr) {
    std::ranges::stable_sort(all, [&](const auto& a, const auto& b) { return order->compare(a, b) < 0; });
  }
  return all;
}

Move move_of(const PackageChange& change) {
  if (change.change != Change::kChanged) return Move::kNone;
  const auto* order = version::order_of_purl_type(change.type);
  const auto &was = change.before.back(), &is = change.after.back();
  if (order == nullptr || !order->comparable(was) || !order->comparable(is)) return Move::kAside;
  const auto way = order->compare(was, is);
  return way < 0 ? Move::kUp : way > 0 ? Move::kDown : Move::kAside;
}

class Comparer {
 public:
  Comparer(const Side& before, const Side& after, Changes& out)
      : before_(before), after_(after), out_(out), was_(before), is_(after) {}

  void run() {
    Groups groups;
    add(groups, before_, &Group::before);
    add(groups, after_, &Group::after);
    for (const auto& [key, group] : groups) {
      auto change = change_of(key, group);
      if (change.change != Change::kUnchanged || change.has_news())
        out_.packages.push_back(std::move(change));
    }
    std::ranges::stable_sort(out_.packages, {},
                             [](const PackageChange& one) { return std::tie(one.type, one.name); });
    whole_images();
  }

 private:
  // What of one name changed; counted.
  Change count(const Versions* was, const Versions* is) {
    if (was == nullptr) return ++out_.added, Change::kAdded;
    if (is == nullptr) return ++out_.removed, Change::kRemoved;
    if (*was != *is) return ++out_.changed, Change::kChanged;
    return ++out_.unchanged, Change::kUnchanged;
  }

  PackageChange change_of(const GroupKey& key, const Group& group) {
    PackageChange change;
    change.type = key.type;
    auto shown = group.any->purl;
    shown.name = key.name;
    change.name = model::display_name(shown);
    change.before = sorted_versions(group.before.versions, key.type);
    change.after = sorted_versions(group.after.versions, key.type);
    bool any = false;
    std::set<std::string_view> names;
    for (const auto* half : {&group.before, &group.after}) {
      for (const auto& [name, versions] : half->members) names.insert(name);
    }
    for (const auto name : names) {
      const auto was = group.before.members.find(name), is = group.after.members.find(name);
      const auto what = count(was == group.before.members.end() ? nullptr : &was->second,
                              is == group.after.members.end() ? nullptr : &is->second);
      if (what == Change::kUnchanged) continue;
      any = true;
      change.members.emplace_back(name);
    }
    if (names.size() == 1 && *names.begin() == key.name) change.members.clear();
    if (change.before.empty()) {
      change.change = Change::kAdded;
    } else if (change.after.empty()) {
      change.change = Change::kRemoved;
    } else {
      change.change = any ? Change::kChanged : Change::kUnchanged;
    }
    change.move = move_of(change);
    news(group, change);
    return change;
  }

  void news(const Group& group, PackageChange& change) {
    for (const auto& [id, finding] : group.after.open.by_id) {
      const auto* other = find(group.before.open, *finding);
      if (other == nullptr) {
        change.gained.push_back(was_.why_not(*finding, after_, true));
      } else {
        ++change.kept;
        if (other->severity != finding->severity) change.rerated.push_back({other, finding});
      }
    }
    for (const auto& [id, finding] : group.before.open.by_id) {
      if (find(group.after.open, *finding) == nullptr)
        change.lost.push_back(is_.why_not(*finding, before_, false));
    }
    const auto by_rank = [](const VulnerabilityChange& a, const VulnerabilityChange& b) {
      return worse(*a.finding, *b.finding);
    };
    std::ranges::sort(change.gained, by_rank);
    std::ranges::sort(change.lost, by_rank);
    std::ranges::sort(change.rerated, [](const auto& a, const auto& b) { return worse(*a.after, *b.after); });
  }

  // Those that only one image has, in whatever package.
  void whole_images() {
    Open before, after;
    for (const auto* finding : before_.findings) add(before, *finding);
    for (const auto* finding : after_.findings) add(after, *finding);
    for (const auto& [id, finding] : after.by_id) {
      if (find(before, *finding) == nullptr) out_.gained.push_back(finding);
    }
    for (const auto& [id, finding] : before.by_id) {
      if (find(after, *finding) == nullptr) out_.lost.push_back(finding);
    }
    const auto by_rank = [](const auto* a, const auto* b) { return worse(*a, *b); };
    std::ranges::sort(out_.gained, by_rank);
    std::ranges::sort(out_.lost, by_rank);
  }

  const Side &before_, &after_;
  Changes& out_;
  const Witness was_, is_;
};

}  // namespace

void compare_packages(const Side& before, const Side& after, Changes& out) {
  Comparer(before, after, out).run();
}

}  // namespace pratique::compare
