#include "fix/choose_version.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "fix/chain.h"

namespace pratique::fix {

namespace {

// "5.0.0-beta.1", "2.0rc1", "1.0.0-alpha": whoever upgrades does not mean these.
bool is_prerelease(std::string_view version) {
  const auto lower = base::to_lower(version);
  for (const std::string_view word : {"alpha", "beta", "rc", "dev", "preview", "snapshot", "canary"}) {
    const auto at = lower.find(word);
    if (at == lower.npos || at == 0) continue;
    const auto behind = at + word.size();
    const bool whole =
        !base::is_alpha(lower[at - 1]) && (behind == lower.size() || !base::is_alpha(lower[behind]));
    if (whole) return true;
  }
  // PEP 440: "1.0a1", "1.0b2".
  for (std::size_t i = 1; i + 1 < lower.size(); ++i) {
    if ((lower[i] == 'a' || lower[i] == 'b') && base::is_digit(lower[i - 1]) && base::is_digit(lower[i + 1]))
      return true;
  }
  return false;
}

// Projects that publish each version in two builds ("32.0.0-jre" and "32.0.0-android": Guava) have advisories that name one
// of them; whoever has the one stays with it.
std::string in_same_build(std::string version, std::string_view installed) {
  constexpr std::string_view kBuilds[] = {"-jre", "-android"};
  for (const auto own : kBuilds) {
    for (const auto other : kBuilds) {
      if (own != other && installed.ends_with(own) && version.ends_with(other))
        return version.substr(0, version.size() - other.size()).append(own);
    }
  }
  return version;
}

}  // namespace

VersionChoice::VersionChoice(match::Judge& judge, const version::Order& order,
                             const model::Component& component, const std::set<std::string>& wanted)
    : judge_(judge), order_(order), component_(component), wanted_(wanted) {}

Result<void> VersionChoice::try_one(const std::string& version, std::vector<std::string>& further) {
  auto as_if = component_;
  as_if.purl.version = version;
  if (!as_if.source_version.empty()) as_if.source_version = version;
  // Which functions a program has is not known of one that is built anew.
  if (!as_if.details->functions.empty()) as_if.details.edit().functions.clear();
  PQ_TRY(const auto verdict, judge_.judge(as_if));
  TriedVersion tried{.version = version,
                     .crosses_major = crosses_major(component_.purl.version, version),
                     .prerelease = is_prerelease(version)};
  for (const auto& finding : verdict.findings) {
    if (finding.state != match::FindingState::kOpen) continue;
    tried.open.emplace(finding.id);
    tried.names.emplace(finding.id);
    for (const auto alias : finding.aliases) tried.names.emplace(alias);
    if (!finding.fixed.empty()) further.emplace_back(finding.fixed);
  }
  const auto at = std::ranges::upper_bound(
      tried_, version, [&](const std::string& a, const std::string& b) { return order_.compare(a, b) < 0; },
      &TriedVersion::version);
  tried_.insert(at, std::move(tried));
  return {};
}

Result<void> VersionChoice::try_all(std::vector<std::string> versions) {
  std::set<std::string> known;
  while (!versions.empty() && known.size() < kMaxTried) {
    auto version = in_same_build(std::move(versions.back()), component_.purl.version);
    versions.pop_back();
    if (!order_.comparable(version) || order_.compare(version, component_.purl.version) <= 0) continue;
    if (known.insert(version).second) PQ_CHECK(try_one(version, versions));
  }
  return {};
}

std::size_t VersionChoice::left(const TriedVersion& one) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(wanted_, [&](const auto& id) { return one.names.contains(id); }));
}

const TriedVersion* VersionChoice::best_of(bool in_major) const {
  const TriedVersion* best = nullptr;
  const auto cost = [&](const TriedVersion& one) {
    const auto remain = left(one);
    return std::tuple(remain, one.open.size() - std::min(one.open.size(), remain), one.prerelease,
                      one.crosses_major);
  };
  for (const auto& one : tried_) {
    if (in_major && one.crosses_major) continue;
    if (left(one) == wanted_.size()) continue;
    if (best == nullptr || cost(one) < cost(*best)) best = &one;
  }
  return best;
}

const TriedVersion* VersionChoice::best() const { return best_of(false); }
const TriedVersion* VersionChoice::best_in_major() const { return best_of(true); }

}  // namespace pratique::fix
