#include "advisory/ubuntu_channels.h"

#include <algorithm>
#include <map>

#include "advisory/ecosystem.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::string_view kPro = "Ubuntu:Pro:";

// "Ubuntu:22.04" of "Ubuntu:Pro:22.04:LTS"; "" of what is no release under Pro.
std::string release_under_pro(std::string_view ecosystem) {
  if (!ecosystem.starts_with(kPro)) return {};
  const auto release = ecosystem.substr(kPro.size());
  if (release.empty() || !base::is_digit(release.front())) return {};
  return canonical_ecosystem("Ubuntu:" + std::string(release));
}

bool has_fix(const Affected& affected) {
  return std::any_of(affected.ranges.begin(), affected.ranges.end(),
                     [](const Range& range) { return !range.fixed.empty(); });
}

bool is_left(const Affected& affected) {
  return affected.reason == Reason::kEndOfLife || affected.reason == Reason::kIgnored;
}

// Puts what is said under Pro in the place of what is said to everybody.
void take_over(Affected& everybody, Affected& pro) {
  const auto reason = pro.status == Status::kAffected ? everybody.reason : pro.reason;
  auto text = std::move(everybody.reason_text);
  pro.ecosystem = std::move(everybody.ecosystem);
  pro.reason = reason;
  // "end of standard support" is why there is no fix, not why a package is not affected.
  if (pro.reason_text.empty() && pro.status == Status::kAffected) pro.reason_text = std::move(text);
  everybody = std::move(pro);
}

// "FIPS-updates" of "fips-updates", as OSV writes lineages.
std::string lineage_name(std::string_view name) {
  if (name.starts_with("fips")) return "FIPS" + std::string(name.substr(4));
  if (name == "realtime") return "Realtime";
  return std::string(name);
}

}  // namespace

UbuntuLineage ubuntu_lineage(std::string_view name) {
  const auto slash = name.find('/');
  if (slash == std::string_view::npos)
    return {.ecosystem = canonical_ecosystem("Ubuntu:" + std::string(name)), .channel = {}};
  auto channel = name.substr(0, slash), release = name.substr(slash + 1);
  // "trusty/esm", "vivid/ubuntu-core": the older way round.
  const auto number = [](std::string_view text) -> std::string {
    const auto ecosystem = canonical_ecosystem("Ubuntu:" + std::string(text));
    const auto halves = base::cut(ecosystem, ":");
    return halves ? std::string(halves->after) : std::string();
  };
  if (number(channel) != channel) std::swap(channel, release);
  const bool esm = channel == "esm" || channel.starts_with("esm-");
  const auto kind = esm ? std::string() : lineage_name(channel) + ":";
  return {.ecosystem = std::string(kPro) + kind + number(release), .channel = std::string(channel)};
}

std::string livepatch_ecosystem(std::string_view ecosystem) {
  // "Ubuntu:Pro:22.04:LTS", "Ubuntu:Pro:FIPS-updates:22.04": the part that begins with a digit.
  for (const auto part : base::split(ecosystem, ':')) {
    if (!part.empty() && base::is_digit(part.front()))
      return std::string(kLivepatchLineage) + std::string(part);
  }
  return std::string(kLivepatchLineage) + "unknown";
}

void join_ubuntu_channels(std::vector<Affected>& packages) {
  const auto is_pro = [](const Affected& each) { return !release_under_pro(each.ecosystem).empty(); };
  if (std::none_of(packages.begin(), packages.end(), is_pro)) return;
  std::map<std::pair<std::string, std::string>, std::size_t> everybody;
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (packages[i].ecosystem.starts_with("Ubuntu:") && !packages[i].ecosystem.starts_with(kPro))
      everybody.emplace(std::pair(packages[i].ecosystem, packages[i].name), i);
  }
  std::vector<bool> gone(packages.size());
  for (std::size_t i = 0; i < packages.size(); ++i) {
    auto& pro = packages[i];
    const auto release = release_under_pro(pro.ecosystem);
    if (release.empty()) continue;
    const auto [found, alone] = everybody.emplace(std::pair(release, pro.name), i);
    if (alone) {
      pro.ecosystem = release;
      continue;
    }
    auto& other = packages[found->second];
    if (other.status != Status::kAffected || has_fix(other)) continue;
    const bool decides = pro.status == Status::kAffected ? has_fix(pro) : is_left(other);
    if (!decides) continue;
    take_over(other, pro);
    gone[i] = true;
  }
  std::size_t at = 0;
  std::erase_if(packages, [&](const Affected&) { return gone[at++]; });
}

}  // namespace pratique::advisory
