// Releases beside one that has no advisories of its own (yet): what they say of a package is a guess, and is marked as one.
#pragma once

#include <string_view>
#include <vector>

#include "match/matcher.h"
#include "model/ecosystem.h"

namespace pratique::match {

// The one before and the one after, the nearest first: Alpine's branches by number ("v3.21": v3.20, v3.22), edge by the
// release that it becomes (`version` "3.21.0_alpha20240923": v3.21, v3.20); Ubuntu's releases as they came
// ("25.04": 24.10, 25.10); Debian's testing is unstable of some days ago, and has no other. None: nobody stands for it.
// `release` is its name in the ecosystem, `version` that of the system.
std::vector<Neighbour> neighbours_of(const model::Ecosystem& row, std::string_view release,
                                     std::string_view version);

}  // namespace pratique::match
