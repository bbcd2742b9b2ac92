#include "fix/system_line.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::fix {

namespace {

bool is_safe(std::string_view text) {
  constexpr std::string_view kSigns = "+._:@~-";
  return !text.empty() && text.front() != '-' && std::ranges::all_of(text, [&](char c) {
    return base::is_alnum(c) || kSigns.find(c) != kSigns.npos;
  });
}

std::string joined(std::span<const SystemUpgrade::Package> packages, auto&& word) {
  std::string text;
  for (const auto& one : packages) {
    if (is_safe(one.name) && is_safe(one.to)) text += " " + word(one);
  }
  return text;
}

// The package manager of an rpm distribution.
std::string_view rpm_tool(const model::Distro& distro) {
  const auto is = [&](std::initializer_list<std::string_view> ids) {
    return std::ranges::any_of(ids, [&](std::string_view id) {
      return distro.id.starts_with(id) || std::ranges::find(distro.id_like, id) != distro.id_like.end();
    });
  };
  if (is({"suse", "opensuse", "sles", "sle"})) return "zypper --non-interactive update";
  if (is({"photon", "azurelinux", "mariner"})) return "tdnf -y update";
  return "dnf -y upgrade";
}

}  // namespace

std::string system_line(std::string_view type, const model::Distro& distro,
                        std::span<const SystemUpgrade::Package> packages) {
  const auto name = [](const SystemUpgrade::Package& one) { return one.name; };
  const auto names = joined(packages, name);
  if (names.empty()) return {};
  if (type == "deb")
    return "apt-get update && apt-get install -y --no-install-recommends --only-upgrade" + names +
           " && rm -rf /var/lib/apt/lists/*";
  if (type == "apk") {
    // The constraint fails the build where the repository has no such version yet.
    return "apk add --no-cache --upgrade" + joined(packages, [](const SystemUpgrade::Package& one) {
             return "'" + one.name + ">=" + one.to + "'";
           });
  }
  if (type == "rpm") return std::string(rpm_tool(distro)) + names;
  return {};
}

}  // namespace pratique::fix
