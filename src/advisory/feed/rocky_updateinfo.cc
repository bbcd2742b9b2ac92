// Rocky Linux' errata: updateinfo.xml of its repositories (repodata/repomd.xml of
// https://dl.rockylinux.org/pub/rocky/9/BaseOS/x86_64/os/; older minor releases in the vault). Fixed vulnerabilities only.
#include <algorithm>

#include "advisory/updateinfo_feed.h"

namespace pratique::advisory {

namespace {

// "9" of "7.el9_4.5"; "" where the release does not tell.
std::string ecosystem_of(const Update&, const UpdatePackage& package) {
  const std::string_view evr = package.evr;
  const auto at = evr.rfind("el");
  if (at == std::string_view::npos || at == 0) return {};
  const auto digits = evr.substr(at + 2);
  const auto release = digits.substr(0, std::min(digits.find_first_not_of("0123456789"), digits.size()));
  return release.empty() ? std::string() : "Rocky Linux:" + std::string(release);
}

std::string repository_of(const Update&, const UpdatePackage& package) { return package.collection; }

constexpr UpdateinfoPublisher kPublisher{.info = {.name = "rocky-updateinfo",
                                                  .extent = Extent::kFixesOnly,
                                                  .complete_for = "Rocky Linux",
                                                  .published = "https://dl.rockylinux.org/pub/rocky/",
                                                  .layout = Layout::kDocument,
                                                  .every_hours = 24},
                                         .source = "rocky",
                                         .ids = {"RLSA-", "RXSA-", "RLBA-", "RLEA-"},
                                         .ecosystem_of = ecosystem_of,
                                         .repository_of = repository_of};

}  // namespace

std::unique_ptr<Feed> make_rocky_updateinfo() { return updateinfo_feed(kPublisher); }

}  // namespace pratique::advisory
