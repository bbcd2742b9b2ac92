// What policies on licences share: the licence that counts of each package, and what a violation says of it.
#pragma once

#include <string>
#include <vector>

#include "licence/rules.h"
#include "policy/policy.h"
#include "policy/subject.h"

namespace pratique::policy {

// The licence that counts (licence/effective.h) as an SPDX expression; empty: nobody says.
std::string licence_of(const model::Component& component);

// A violation for each package whose licence is denied, but those that a pattern of package URLs lets pass and the project
// itself. A pass says of how many packages no licence is known; whoever wants these to fail denies "unknown".
PolicyOutcome licence_outcome(const PolicySubject& subject, const licence::LicenceRules& rules,
                              const std::vector<std::string>& ignored);

}  // namespace pratique::policy
