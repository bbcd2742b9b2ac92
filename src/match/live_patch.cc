#include "match/live_patch.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "match/rpm_origin.h"

namespace pratique::match {

using model::Component;

namespace {

// A name's front, and what its version has in place of points.
struct Form {
  std::string_view front;
  char point;
  bool has_flavour;
};
constexpr std::array kForms{Form{"kpatch-patch-", '_', false}, Form{"kernel-livepatch-", '_', true},
                            Form{"kgraft-patch-", '_', true}, Form{"kernel-livepatch-", '.', false}};

bool is_version(std::string_view text, char point) {
  return !text.empty() && base::is_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return base::is_digit(c) || c == point; });
}

// What stands behind the front is VERSION-RELEASE or VERSION-RELEASE-FLAVOUR; "…-debuginfo", "kernel-livepatch-tools" are others.
bool read_name(std::string_view name, const Form& form, LivePatch& patch) {
  if (!name.starts_with(form.front)) return false;
  const auto parts = base::split(name.substr(form.front.size()), '-');
  if (parts.size() != (form.has_flavour ? 3u : 2u)) return false;
  if (!is_version(parts[0], form.point) || !is_version(parts[1], form.point)) return false;
  if (form.has_flavour && (parts[2].empty() || base::is_digit(parts[2].front()))) return false;
  patch.kernel = std::string(parts[0]) + "-" + std::string(parts[1]);
  std::replace(patch.kernel.begin(), patch.kernel.end(), form.point, '.');
  if (form.has_flavour) patch.flavour = parts[2];
  return true;
}

bool read_patch(const Component& component, LivePatch& patch) {
  if (component.purl.type != "rpm") return false;
  patch.package = &component;
  return std::ranges::any_of(kForms,
                             [&](const Form& form) { return read_name(component.purl.name, form, patch); });
}

// "5.14.0-427.13.1" of "5.14.0-427.13.1.el9_4", "6.1.10-15.42" of "6.1.10-15.42.amzn2023". What has more behind the tag (a
// hotfix) is another kernel, and stays whole.
std::string_view without_tag(std::string_view version) {
  for (const std::string_view tag : {".el", ".amzn"}) {
    const auto at = version.rfind(tag);
    if (at == std::string_view::npos) continue;
    if (is_version(version.substr(at + tag.size()), '_')) return version.substr(0, at);
  }
  return version;
}

// SUSE counts how often a release was built behind it, in the package's version only: "5.14.21-150500.55.7.1" is the kernel
// "5.14.21-150500.55.7-default".
bool fits(const LivePatch& patch, std::string_view version) {
  if (patch.flavour.empty()) return without_tag(version) == patch.kernel;
  if (!version.starts_with(patch.kernel)) return false;
  const auto rest = version.substr(patch.kernel.size());
  return rest.empty() || (rest.front() == '.' && std::all_of(rest.begin() + 1, rest.end(), base::is_digit) &&
                          rest.size() > 1);
}

// Amazon's newer kernels have their branch in the name: "kernel6.12-modules-extra".
bool is_code_of_ordinary(std::string_view name) {
  constexpr std::string_view kFront = "kernel";
  if (!name.starts_with(kFront)) return false;
  name.remove_prefix(kFront.size());
  name.remove_prefix(std::min(name.find_first_not_of("0123456789."), name.size()));
  return name.empty() || name == "-core" || name == "-modules" || name == "-modules-core" ||
         name == "-modules-extra";
}

bool is_code_of(const LivePatch& patch, const Component& component) {
  if (!kernel_beside(component).empty()) return false;
  if (patch.flavour.empty()) return is_code_of_ordinary(component.purl.name);
  const auto kernel = "kernel-" + patch.flavour;
  return component.purl.name == kernel || component.source_name == kernel;
}

std::string_view arch_of(const Component& component) {
  const auto at = component.purl.qualifiers.find("arch");
  return at == component.purl.qualifiers.end() ? std::string_view() : std::string_view(at->second);
}

bool is_of_one_system(const Component& one, const Component& other) {
  const auto a = arch_of(one), b = arch_of(other);
  return one.purl.name_space == other.purl.name_space && one.details->root == other.details->root &&
         (a.empty() || b.empty() || a == b);
}

bool has_fix(const Statement& one) {
  return (one.outcome == Outcome::kFixed || one.outcome == Outcome::kSaidFixed) && one.order != nullptr;
}

}  // namespace

bool is_live_patch(const Component& component) {
  LivePatch patch;
  return read_patch(component, patch);
}

std::string title_of(const LivePatch& patch) {
  return patch.package->purl.name + " " + patch.package->purl.version;
}

LivePatches::LivePatches(const model::Inventory& inventory) {
  for (const auto& component : inventory.components) {
    if (LivePatch patch; read_patch(component, patch)) all_.push_back(std::move(patch));
  }
}

std::vector<LivePatches::Beside> LivePatches::beside(const Component& component) const {
  std::vector<Beside> some;
  if (all_.empty() || component.purl.type != "rpm") return some;
  for (const auto& patch : all_) {
    if (!is_of_one_system(*patch.package, component) || !is_code_of(patch, component)) continue;
    some.push_back({patch, match::fits(patch, component.purl.version)});
  }
  return some;
}

std::size_t close_by_patch(const LivePatch& patch, const Verdict& of_patch, base::Arena& arena,
                           Verdict& kernel) {
  const auto title = arena.copy(title_of(patch));
  std::map<std::string_view, const Statement*> fixes;
  std::set<std::string_view> wanting;
  for (const auto& one : of_patch.statements) {
    const bool fixed = has_fix(one);
    if (!fixed && one.outcome != Outcome::kAffected) continue;
    auto statement = one;
    statement.outcome = fixed ? Outcome::kLivePatched : Outcome::kLivePatchOld;
    statement.ours = title;
    kernel.statements.push_back(statement);
    for (const auto id : one.ids) {
      if (fixed) fixes.emplace(id, &one);
      if (!fixed) wanting.insert(id);
    }
  }
  std::size_t closed = 0;
  for (auto& finding : kernel.findings) {
    const auto fix = fixes.find(finding.id);
    if (finding.state != FindingState::kOpen || fix == fixes.end() || wanting.contains(finding.id)) continue;
    finding.state = FindingState::kNotAffected;
    finding.state_by = arena.copy(std::string(fix->second->advisory) + kByLivePatch + title_of(patch));
    ++closed;
  }
  return closed;
}

}  // namespace pratique::match
