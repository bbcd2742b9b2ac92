// Which versions an OSV record is about: "affected[].ranges[]" and "affected[].versions[]" (OSV schema,
// "Evaluation"), and what databases say of that beside the schema:
//   - GitHub closes a range without an end by the last version that it knows to be affected
//     (affected[].database_specific.last_known_affected_version_range, "<= 2.3.4" or "< 2.4");
//   - Go's database gives the versions of what is not versioned as a module apart
//     (affected[].ecosystem_specific.custom_ranges; https://go.dev/doc/security/vuln/database): the range of the
//     schema then has no end and says no more than "some version".
#pragma once

#include <vector>

#include "advisory/affected.h"

namespace pratique::advisory {

// `node` is one element of "affected", a codec::Json or codec::Yaml. Takes ecosystem and order of `affected`, gives
// ranges, versions, and the order where the record alone tells it (SEMVER). Commits are left out.
template <class Node>
void read_versions(Node node, Affected& affected);

// Of ranges of type GIT: one for each repository, kGitEcosystem (ecosystem.h), in the order of the record. Where the entry
// names no package its versions are the repository's tags.
template <class Node>
std::vector<Affected> read_commits(Node node);

}  // namespace pratique::advisory
