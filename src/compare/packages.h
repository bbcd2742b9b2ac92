// Packages and vulnerabilities that came, went and changed (compare.h).
#pragma once

#include "compare/compare.h"

namespace pratique::compare {

// Fills in packages, the counts of packages, and the vulnerabilities gained and lost.
void compare_packages(const Side& before, const Side& after, Changes& out);

}  // namespace pratique::compare
