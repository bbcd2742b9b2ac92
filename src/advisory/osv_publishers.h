// What single publishers of OSV records mean beyond the schema: Chainguard's components, Ubuntu's lineages, Docker's
// ecosystems.
#pragma once

#include "advisory/advisory.h"

namespace pratique::advisory {

// Of one `affected` entry that was read as the schema says:
// - Alpine's kind of packages: the architecture of `purl` ("?arch=x86_64"); fixed "0": no version ever was affected.
// - Chainguard's `ecosystem_specific.components`, what of the package has the defect, each with the status of its last
//   event. All not affected: so is the package. One that is neither fixed nor that: there is no fix, whatever the range
//   says, with the reason in their words; only looked into: under investigation.
// - Ubuntu: the channel that `purl` names ("distro=esm-infra/xenial"); of live patches (`availability`: "Livepatch subscription
//   required") their lineage, livepatch_ecosystem(), with the module's version (`module_version`) as the repository.
// Node is codec::Json or codec::Yaml.
template <class Node>
void read_publisher(Node entry, Affected& affected);

// One `affected` entry, read, as the packages that it is about: of distributions whose feeds differ in whether they name
// sources or builds (model::Unit::kEither) sources have the architecture "src", SUSE's sources are replaced by what was
// built of them, and of what is one product of a release the product is kept.
template <class Node>
void add_packages(Node entry, Affected affected, std::vector<Affected>& list);

// Of the whole record: joins Ubuntu's channels (ubuntu_channels.h); "UBUNTU-CVE-2021-3782" of a notice is about CVE-2021-3782,
// and so is a record of that id that names nothing else; Docker's records have their source by their ecosystem, for their
// ids are bare CVEs.
void finish_publisher(Advisory& advisory);

}  // namespace pratique::advisory
