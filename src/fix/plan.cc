#include "fix/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "fix/chain.h"
#include "fix/choose_version.h"
#include "fix/system_line.h"
#include "match/live_patch.h"
#include "model/ecosystem.h"
#include "model/graph.h"
#include "version/order.h"

namespace pratique::fix {

namespace {

using match::Finding;

// A package in one version, wherever it lies; of a distribution its source package.
struct PackageGroup {
  std::vector<std::size_t> components;
  std::vector<const Finding*> findings;
};
// Of a distribution the source's name and version.
struct GroupName {
  std::string type, name, version;
  auto operator<=>(const GroupName&) const = default;
};

GroupName group_of(const model::Component& component) {
  const auto& purl = component.purl;
  if (!model::is_system(purl.type)) return {purl.type, model::display_name(purl), purl.version};
  return {purl.type, component.source_name.empty() ? purl.name : component.source_name,
          component.source_version.empty() ? purl.version : component.source_version};
}

void sort_unique(std::vector<std::string>& all) {
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

std::set<std::string> ids_of(const std::vector<const Finding*>& findings) {
  std::set<std::string> ids;
  for (const auto* one : findings) ids.emplace(one->id);
  return ids;
}

// Vulnerabilities by severity, the worst first.
using Weight = std::array<std::size_t, 5>;

std::string why_unfixed(const Finding& finding) {
  using advisory::Reason;
  if (finding.statements.empty()) return "no fix is known";
  const auto& statement = finding.statements.front();
  if (!statement.channel.empty()) return fmt::format("needs a subscription ({})", statement.channel);
  switch (statement.reason) {
    case Reason::kNone:
      return "no fix is known";
    case Reason::kNoDsa:
    case Reason::kPostponed:
    case Reason::kDeferred:
      return "its publisher put it off";
    case Reason::kIgnored:
    case Reason::kWillNotFix:
      return "its publisher will not fix it";
    case Reason::kEndOfLife:
      return "its release is no longer maintained";
    case Reason::kUndetermined:
    case Reason::kNeedsTriage:
      return "its publisher has not looked into it yet";
  }
  return "no fix is known";
}

class Planning {
 public:
  explicit Planning(const PlanQuestion& question)
      : question_(question),
        inventory_(question.inventory),
        graph_(question.inventory),
        live_patches_(question.inventory),
        judge_({.subject = question.inventory.subject,
                .now = question.judgement.day,
                .live_patches = &live_patches_},
               question.advisories) {
    const auto& subject = inventory_.subject;
    if (subject.bases.empty()) return;
    const auto layers = std::min<std::uint64_t>(subject.bases.front().layers, subject.layers.size());
    for (std::uint64_t i = 0; i < layers; ++i) base_layers_.insert(subject.layers[i].diff_id);
  }

  Result<Plan> run() {
    for (const auto& [name, group] : groups()) {
      if (model::is_system(name.type)) {
        add_system(name, group);
      } else {
        PQ_CHECK(add_package(name, group));
      }
    }
    for (auto& [type, system] : systems_) finish(type, std::move(system));
    for (auto& [key, unfixed] : unfixed_) {
      sort_unique(unfixed.ids);
      sort_unique(unfixed.packages);
      plan_.unfixed.push_back(std::move(unfixed));
    }
    std::ranges::stable_sort(upgrades_, std::greater(), &Weighed::weight);
    for (auto& one : upgrades_) plan_.upgrades.push_back(std::move(one.upgrade));
    join_moves();
    count();
    return std::move(plan_);
  }

 private:
  std::map<GroupName, PackageGroup> groups() const {
    std::map<GroupName, PackageGroup> groups;
    for (const auto* finding : question_.chosen)
      groups[group_of(inventory_.components[finding->component])].findings.push_back(finding);
    for (std::size_t i = 0; i < inventory_.components.size(); ++i) {
      const auto at = groups.find(group_of(inventory_.components[i]));
      if (at != groups.end()) at->second.components.push_back(i);
    }
    return groups;
  }

  bool is_of_base(std::size_t component) const {
    const auto& locations = inventory_.components[component].locations;
    return !locations.empty() && base_layers_.contains(locations.front().layer);
  }

  void leave(const GroupName& name, const Finding& finding, std::string why) {
    auto whose = model::is_system(name.type)
                     ? (inventory_.subject.distro.name.empty() ? std::string("the distribution")
                                                               : inventory_.subject.distro.name)
                     : "the authors of " + name.name;
    if (is_of_base(finding.component)) whose += ", by the base image";
    auto& unfixed = unfixed_[{why, whose}];
    unfixed.why = std::move(why);
    unfixed.whose = std::move(whose);
    unfixed.packages.push_back(name.name + " " + name.version);
    unfixed.ids.emplace_back(finding.id);
  }

  // The advisories of a distribution speak of its source packages; what is installed are the binary ones.
  void add_system(const GroupName& name, const PackageGroup& group) {
    const auto* order = version::order_of_purl_type(name.type);
    std::string_view to;
    for (const auto* finding : group.findings) {
      if (finding->fixed.empty()) {
        leave(name, *finding, why_unfixed(*finding));
        continue;
      }
      if (to.empty() || (order != nullptr && order->compare(finding->fixed, to) > 0)) to = finding->fixed;
      systems_[name.type].cleared.emplace_back(finding->id);
      cleared_.emplace(finding->id);
    }
    if (to.empty()) return;
    for (const auto component : group.components) {
      const auto& one = inventory_.components[component];
      // What lies in a root filesystem inside the image is not the image's own system.
      if (!one.details->root.empty()) continue;
      systems_[name.type].packages.push_back({.name = one.purl.name,
                                              .version = one.purl.version,
                                              .to = std::string(to),
                                              .of_base = is_of_base(component)});
    }
  }

  void finish(const std::string& type, SystemUpgrade system) {
    system.type = type;
    const auto by_name = [](const auto& a, const auto& b) {
      return std::tie(a.name, a.version) < std::tie(b.name, b.version);
    };
    std::ranges::sort(system.packages, by_name);
    system.packages.erase(std::unique(system.packages.begin(), system.packages.end()), system.packages.end());
    sort_unique(system.cleared);
    system.line = system_line(type, inventory_.subject.distro, system.packages);
    if (!system.packages.empty()) plan_.systems.push_back(std::move(system));
  }

  Result<void> add_package(const GroupName& name, const PackageGroup& group) {
    const auto& component = inventory_.components[group.findings.front()->component];
    const auto* order = version::order_of_purl_type(name.type);
    const auto wanted = ids_of(group.findings);
    if (order == nullptr) {
      for (const auto* one : group.findings) leave(name, *one, "nothing orders its versions");
      return {};
    }
    VersionChoice choice(judge_, *order, component, wanted);
    PQ_CHECK(choice.try_all(versions_for(name, group, *order)));
    const auto* best = choice.best();
    if (best == nullptr) {
      for (const auto* one : group.findings) leave(name, *one, why_unfixed(*one));
      return {};
    }
    PackageUpgrade upgrade{.type = name.type,
                           .name = name.name,
                           .version = name.version,
                           .components = group.components,
                           .to = best->version,
                           .crosses_major = best->crosses_major};
    fill(upgrade, *best, wanted, group.findings.front()->component);
    if (const auto* near = best->crosses_major ? choice.best_in_major() : nullptr; near != nullptr) {
      upgrade.in_major = near->version;
      upgrade.cleared_in_major = wanted.size() - choice.left(*near);
    }
    for (const auto* one : group.findings) {
      if (best->names.contains(std::string(one->id))) leave(name, *one, why_unfixed(*one));
    }
    find_way(upgrade, group.findings.front()->component);
    auto weight = weight_of(group, upgrade.cleared);
    upgrades_.push_back({std::move(upgrade), weight});
    return {};
  }

  // Those that fix what is found, or the nearest that exist above them.
  std::vector<std::string> versions_for(const GroupName& name, const PackageGroup& group,
                                        const version::Order& order) const {
    std::vector<std::string> versions;
    for (const auto* finding : group.findings) {
      if (!finding->fixed.empty()) versions.emplace_back(finding->fixed);
      for (const auto& statement : finding->statements) {
        if (!statement.fixed.empty()) versions.emplace_back(statement.fixed);
      }
    }
    auto* book = book_of(name.type);
    const auto released = book == nullptr ? tl::unexpected(Error{}) : book->versions(name.name);
    if (!released) return versions;
    std::vector<std::string> nearest;
    for (const auto& version : versions) {
      const auto at = std::ranges::find_if(**released, [&](const ReleasedVersion& one) {
        return !one.yanked && order.compare(one.version, version) >= 0;
      });
      if (at != (*released)->end()) nearest.push_back(at->version);
    }
    return nearest;
  }

  // They are sorted by component.
  std::span<const Finding> findings_of(std::size_t component) const {
    const auto found =
        std::ranges::equal_range(question_.judgement.findings, component, {}, &Finding::component);
    return {found.begin(), found.end()};
  }

  void fill(PackageUpgrade& upgrade, const TriedVersion& best, const std::set<std::string>& wanted,
            std::size_t component) {
    for (const auto& id : wanted) {
      (best.names.contains(id) ? upgrade.left : upgrade.cleared).push_back(id);
      if (!best.names.contains(id)) cleared_.insert(id);
    }
    std::set<std::string> present;
    for (const auto& finding : findings_of(component)) {
      present.emplace(finding.id);
      for (const auto alias : finding.aliases) present.emplace(alias);
    }
    for (const auto& id : best.open) {
      if (!present.contains(id)) upgrade.brought.push_back(id);
    }
  }

  // The package itself is asked for by the project, or comes with what is.
  void find_way(PackageUpgrade& upgrade, std::size_t component) {
    for (const auto& step : graph_.path_to(component)) upgrade.way.push_back(step.component);
    std::size_t first = 0;
    while (first + 1 < upgrade.way.size() && is_project(upgrade.way[first], upgrade.type)) ++first;
    upgrade.direct = first + 1 >= upgrade.way.size();
    if (upgrade.direct) return;
    const auto& carrier = inventory_.components[upgrade.way[first]].purl;
    upgrade.carrier = {.name = model::display_name(carrier),
                       .version = carrier.version,
                       .why = "no registry metadata was given"};
    if (auto* book = book_of(upgrade.type)) ask_registry(*book, first, upgrade);
  }

  MetadataBook* book_of(std::string_view type) const {
    return question_.books ? question_.books(type) : nullptr;
  }

  // Which version of the carrier leads to one of the package that clears.
  void ask_registry(MetadataBook& book, std::size_t first, PackageUpgrade& upgrade) const {
    std::vector<ChainLink> chain;
    for (auto i = first; i < upgrade.way.size(); ++i) {
      const auto& purl = inventory_.components[upgrade.way[i]].purl;
      chain.push_back({.name = model::display_name(purl), .version = purl.version});
    }
    auto& carrier = *upgrade.carrier;
    const auto answer = raise_chain(book, chain, upgrade.to);
    if (!answer) {
      carrier.why = base::to_line(answer.error());
      return;
    }
    upgrade.basis = "registry metadata";
    carrier.why = answer->drops ? "registry metadata: it needs " + upgrade.name + " no more" : upgrade.basis;
    const auto move = std::ranges::find(answer->moves, carrier.name, &ChainMove::name);
    if (move != answer->moves.end())
      carrier.to = move->to;
    else
      carrier.why = "what it requires admits " + upgrade.to + ": update the lock file";
  }

  // Several upgrades may need another version of one direct dependency: the newest of them serves all.
  void join_moves() {
    std::map<GroupName, DirectMove> moves;
    for (std::size_t i = 0; i < plan_.upgrades.size(); ++i) {
      const auto& one = plan_.upgrades[i];
      const auto& name = one.direct ? one.name : one.carrier->name;
      const auto& from = one.direct ? one.version : one.carrier->version;
      const auto& to = one.direct ? one.to : one.carrier->to;
      if (to.empty()) continue;
      auto& move = moves[{one.type, name, from}];
      const auto* order = version::order_of_purl_type(one.type);
      if (move.to.empty() || (order != nullptr && order->compare(to, move.to) > 0)) move.to = to;
      move.type = one.type, move.name = name, move.version = from;
      move.cleared.insert(move.cleared.end(), one.cleared.begin(), one.cleared.end());
      move.upgrades.push_back(i);
    }
    for (auto& [key, move] : moves) {
      sort_unique(move.cleared);
      move.crosses_major = crosses_major(move.version, move.to);
      plan_.moves.push_back(std::move(move));
    }
    std::ranges::stable_sort(plan_.moves, std::greater(),
                             [](const DirectMove& one) { return one.cleared.size(); });
  }

  // What is no package of that type's own: the project, the program or archive that holds it, what installed it.
  bool is_project(std::uint32_t component, std::string_view type) const {
    const auto& one = inventory_.components[component];
    return one.is_main || one.purl.type != type;
  }

  // Of what it clears, the worst first.
  static Weight weight_of(const PackageGroup& group, const std::vector<std::string>& cleared) {
    Weight weight{};
    std::set<std::string_view> seen;
    for (const auto* one : group.findings) {
      if (!std::ranges::binary_search(cleared, one->id) || !seen.insert(one->id).second) continue;
      ++weight[weight.size() - 1 - std::min(static_cast<std::size_t>(one->severity), weight.size() - 1)];
    }
    return weight;
  }

  // A vulnerability is cleared when no step leaves it.
  void count() {
    std::set<std::string> chosen, left;
    for (const auto* one : question_.chosen) chosen.emplace(one->id);
    for (const auto& one : plan_.unfixed) left.insert(one.ids.begin(), one.ids.end());
    plan_.chosen = chosen.size();
    plan_.cleared = static_cast<std::size_t>(std::ranges::count_if(
        chosen, [&](const auto& id) { return cleared_.contains(id) && !left.contains(id); }));
  }

  const PlanQuestion& question_;
  const model::Inventory& inventory_;
  const model::Graph graph_;
  const match::LivePatches live_patches_;
  match::Judge judge_;
  std::set<std::string, std::less<>> base_layers_;
  std::map<std::string, SystemUpgrade> systems_;
  std::map<std::pair<std::string, std::string>, Unfixed> unfixed_;
  std::set<std::string> cleared_;
  struct Weighed {
    PackageUpgrade upgrade;
    Weight weight;
  };
  std::vector<Weighed> upgrades_;
  Plan plan_;
};

}  // namespace

Result<Plan> plan(const PlanQuestion& question) { return Planning(question).run(); }

}  // namespace pratique::fix
