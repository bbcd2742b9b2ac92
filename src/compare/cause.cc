#include "compare/cause.h"

#include <fmt/format.h>

#include <algorithm>

#include "version/order.h"

namespace pratique::compare {
namespace {

std::string says(const match::Opinion& opinion) {
  std::string text(opinion.document);
  if (!opinion.place.empty()) text += fmt::format("{}{}", text.empty() ? "" : ", ", opinion.place);
  const auto reason = opinion.justification.empty() ? opinion.status : opinion.justification;
  if (!reason.empty()) text += fmt::format("{}{}", text.empty() ? "" : ": ", reason);
  return text;
}

// Of the one that is not open.
VulnerabilityChange closed_by(const match::Finding& finding, const match::Finding& other) {
  const bool decided = !other.opinions.empty() && other.opinions.front().decides;
  if (!decided) {
    auto why = other.state == match::FindingState::kNotAffected
                   ? fmt::format("not affected: {}", other.state_by)
                   : fmt::format("suppressed: {}", other.state_by);
    return {&finding, Cause::kSuppression, std::move(why)};
  }
  const auto& opinion = other.opinions.front();
  return {&finding, opinion.kind == "vex" ? Cause::kVex : Cause::kException, says(opinion)};
}

std::string distribution_of(const model::Inventory& inventory) {
  const auto& distro = inventory.subject.distro;
  if (distro.id.empty()) return "no distribution";
  return distro.version_id.empty() ? distro.id : distro.id + " " + distro.version_id;
}

std::string moved(const std::string& type, const std::string& from, const std::string& to) {
  const auto* order = version::order_of_purl_type(type);
  const bool known = order != nullptr && order->comparable(from) && order->comparable(to);
  if (!known || order->compare(from, to) == 0) return "another version";
  return order->compare(from, to) < 0 ? "upgraded" : "downgraded";
}

}  // namespace

const char* to_string(Cause cause) {
  constexpr const char* kNames[] = {"package", "vex",           "exception", "suppression",
                                    "filter",  "advisory-data", "judging"};
  return kNames[static_cast<std::size_t>(cause)];
}

bool same_vulnerability(const match::Finding& a, const match::Finding& b) {
  if (a.id == b.id) return true;
  const auto has = [](const match::Finding& finding, std::string_view id) {
    return std::ranges::find(finding.aliases, id) != finding.aliases.end();
  };
  return has(a, b.id) || has(b, a.id);
}

Witness::Name Witness::name_of(const model::Component& component) {
  return {component.purl.type, component.purl.name_space, component.purl.name};
}

Witness::Witness(const Side& side) : side_(side) {
  const auto& components = side.inventory.components;
  for (std::size_t i = 0; i < components.size(); ++i) {
    versions_[name_of(components[i])].push_back(components[i].purl.version);
    components_[model::package_of(components[i])].push_back(i);
  }
  for (const auto& finding : side.judgement.findings) findings_.emplace(finding.component, &finding);
}

// In the same package and version; an open one counts for more than one that is not.
const match::Finding* Witness::counterpart(const match::Finding& finding,
                                           const model::PackageKey& package) const {
  const match::Finding* best = nullptr;
  for (const auto component : components_.at(package)) {
    const auto [first, last] = findings_.equal_range(component);
    for (auto at = first; at != last; ++at) {
      if (!same_vulnerability(*at->second, finding)) continue;
      if (best == nullptr || at->second->state < best->state) best = at->second;
    }
  }
  return best;
}

std::string Witness::judging(const match::Finding& finding, const Side& has,
                             const model::PackageKey& package) const {
  for (const auto component : components_.at(package)) {
    const auto& standing = side_.judgement.standings[component];
    if (standing.standing == match::Standing::kJudged || standing.gaps.empty()) continue;
    return fmt::format("{} there: {}", match::to_string(standing.standing),
                       side_.judgement.gaps[standing.gaps.front()].reason);
  }
  const auto here = distribution_of(side_.inventory), there = distribution_of(has.inventory);
  if (here != there) return fmt::format("judged by the data of {} there, of {} here", here, there);
  return fmt::format("by {}, whose word does not hold there", finding.source);
}

VulnerabilityChange Witness::why_not(const match::Finding& finding, const Side& has, bool came) const {
  const auto& component = has.inventory.components[finding.component];
  const auto package = model::package_of(component);
  if (!components_.contains(package)) {
    const auto found = versions_.find(name_of(component));
    if (found == versions_.end())
      return {&finding, Cause::kPackage, came ? "the package is new" : "the package is gone"};
    const std::string mine(found->second.front()), other(package.version);
    return {&finding, Cause::kPackage,
            came ? moved(component.purl.type, mine, other) : moved(component.purl.type, other, mine)};
  }
  if (const auto* other = counterpart(finding, package); other != nullptr) {
    if (other->state != match::FindingState::kOpen) return closed_by(finding, *other);
    return {&finding, Cause::kFilter, fmt::format("rated {} there", advisory::to_string(other->severity))};
  }
  if (side_.judgement.database != has.judgement.database) {
    const auto said = finding.statements.empty() ? finding.source : finding.statements.front().advisory;
    return {&finding, Cause::kAdvisoryData,
            fmt::format("{} of {} is {} in its database", said, finding.source, came ? "new" : "no longer")};
  }
  return {&finding, Cause::kJudging, judging(finding, has, package)};
}

}  // namespace pratique::compare
