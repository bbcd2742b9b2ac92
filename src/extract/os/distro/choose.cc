#include "extract/os/distro/choose.h"

#include <array>

namespace pratique::extract {

namespace {

// Alma and Rocky link redhat-release to their own file, Ubuntu has Debian's debian_version: the common ones
// come last.
constexpr std::array<std::string_view, 18> kFiles = {
    "etc/os-release",         "usr/lib/os-release",     "etc/alpine-release", "etc/almalinux-release",
    "etc/rocky-release",      "etc/oracle-release",     "etc/fedora-release", "etc/centos-release",
    "etc/mariner-release",    "etc/photon-release",     "etc/SuSE-release",   "etc/redhat-release",
    "etc/system-release",     "etc/lsb-release",        "etc/debian_version", "usr/lib/alpine-release",
    "usr/lib/redhat-release", "usr/lib/system-release",
};

}  // namespace

namespace os {

bool is_release_file(std::string_view path, KnownPath& place) { return find_known(path, kFiles, place); }

}  // namespace os

namespace {

std::map<std::string, model::Distro, std::less<>> all_distros(const std::vector<Found>& present,
                                                              const View* view) {
  struct Best {
    const Found* found;
    int rank;
  };
  std::map<std::string_view, Best> best;
  for (const auto& found : present) {
    os::KnownPath place;
    if (!os::is_release_file(found.path, place) || found.record == nullptr ||
        found.record->system->id.empty())
      continue;
    os::KnownPath real;
    if (!place.root.empty() && view != nullptr) {
      const auto resolved = view->resolve(found.path);
      if (os::is_release_file(resolved, real) && real.root.empty()) continue;
    }
    const auto [at, is_new] = best.try_emplace(place.root, Best{&found, place.rank});
    if (!is_new && place.rank < at->second.rank) at->second = {&found, place.rank};
  }
  std::map<std::string, model::Distro, std::less<>> distros;
  for (const auto& [root, one] : best) distros.emplace(root, *one.found->record->system);
  return distros;
}

}  // namespace

model::Distro choose_distro(const std::vector<Found>& present) {
  const auto all = all_distros(present, nullptr);
  const auto own = all.find("");
  return own == all.end() ? model::Distro{} : own->second;
}

std::map<std::string, model::Distro, std::less<>> inner_distros(const std::vector<Found>& present,
                                                                const View* view) {
  auto all = all_distros(present, view);
  all.erase("");
  return all;
}

}  // namespace pratique::extract
