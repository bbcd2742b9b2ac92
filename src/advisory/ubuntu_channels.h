// Ubuntu's lineages of one release: what everybody gets, what subscribers of Ubuntu Pro get for the same packages
// (Expanded Security Maintenance), and builds of their own (FIPS, Realtime, BlueField) whose versions are never compared
// with the others'. Canonical's OSV calls them "Ubuntu:22.04:LTS", "Ubuntu:Pro:22.04:LTS", "Ubuntu:Pro:FIPS:22.04:LTS";
// its tracker "jammy", "esm-infra/jammy", "fips/jammy".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/affected.h"

namespace pratique::advisory {

struct UbuntuLineage {
  // "Ubuntu:22.04"; "Ubuntu:Pro:22.04" of a release under Pro; "Ubuntu:Pro:FIPS:22.04" of a lineage of its own. As
  // Affected::ecosystem has it.
  std::string ecosystem;
  // "esm-infra", "esm-apps", "esm", "fips"; empty: what everybody gets.
  std::string channel;
};
// Of the tracker's name: "jammy", "esm-infra/jammy", "trusty/esm", "fips-updates/focal", "devel".
UbuntuLineage ubuntu_lineage(std::string_view name);

// "Ubuntu:Pro:Livepatch:20.04" for "Ubuntu:20.04" and every lineage of it: where what is said of Canonical's live patches of that
// release's kernels stands. It is about modules that a service loads, and closes or opens nothing of a package.
std::string livepatch_ecosystem(std::string_view ecosystem);
inline constexpr std::string_view kLivepatchLineage = "Ubuntu:Pro:Livepatch:";

// A package under Pro is the same package of the same release, so what is said of it is said to those who look at the
// release, with the channel in which the fix is. Of one record's packages:
// - under Pro only: it is the release's word;
// - no fix for everybody, but one under Pro: that fix, with the reason why there is none for everybody;
// - left for everybody, but not affected under Pro: not affected;
// - a fix for everybody: both stay what they are, and who looks at the release meets only that fix.
void join_ubuntu_channels(std::vector<Affected>& packages);

}  // namespace pratique::advisory
