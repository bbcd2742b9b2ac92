// Which products a container of a CVE record names, and in which versions they are in which state (CVE record format 5.2,
// "affected", "cpeApplicability").
//
// - A product that is a package of a known registry (`packageURL`, or `collectionURL` with `packageName`) is that package.
//   Any other stands under kCveEcosystem by "vendor:product", and by its CPEs under kCpeEcosystem: names of products are
//   no names of packages, so nobody is judged by these.
// - Versions of `versionType` "git" are commits: kGitEcosystem (ecosystem.h).
// - `defaultStatus` holds for what no entry names. Where it is "affected" and the versions have an order, what is listed as
//   unaffected is taken out of all versions; else all versions are affected, and what is listed is said to be not affected.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/affected.h"
#include "codec/json.h"

namespace pratique::advisory {

inline constexpr std::string_view kCveEcosystem = "CVE";

// One product of the list "affected".
void read_cve_product(codec::Json product, std::vector<Affected>& out,
                      const std::function<void(const std::string& why)>& told);
void read_cve_affected(codec::Json container, std::vector<Affected>& out,
                       const std::function<void(const std::string& why)>& told);

}  // namespace pratique::advisory
