#include "extract/os/distro/choose.h"

#include <algorithm>
#include <array>
#include <climits>

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

int release_file_rank(std::string_view path) {
  const auto* it = std::find(kFiles.begin(), kFiles.end(), path);
  return it == kFiles.end() ? -1 : static_cast<int>(it - kFiles.begin());
}

}  // namespace os

model::Distro choose_distro(const std::vector<Found>& present) {
  const Found* best = nullptr;
  int best_rank = INT_MAX;
  for (const auto& found : present) {
    const int rank = os::release_file_rank(found.path);
    if (rank < 0 || rank >= best_rank || found.record == nullptr || found.record->system->id.empty())
      continue;
    best = &found;
    best_rank = rank;
  }
  return best == nullptr ? model::Distro{} : *best->record->system;
}

}  // namespace pratique::extract
