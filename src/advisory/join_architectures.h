// Publishers that build for several architectures name each package once for each.
#pragma once

#include <vector>

#include "advisory/affected.h"

namespace pratique::advisory {

// Those that differ in nothing but their architectures become one. One that is for every architecture that the list has,
// of two at least, names none. "src" is none of them: where it is named, the name is (also) that of the source package.
// In the order of the list.
std::vector<Affected> join_architectures(std::vector<Affected>&& list);

}  // namespace pratique::advisory
