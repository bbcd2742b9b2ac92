// What an rpm needs and offers (rpm: lib/rpmds.c; docs/manual/dependencies.md, boolean_dependencies.md).
#pragma once

#include "extract/os/common/resolver.h"
#include "extract/os/rpm/header.h"

namespace pratique::extract::os {

inline constexpr ResolverRules kRpmRules{
    .order = "rpm", .unversioned_meets_all = true, .release_may_be_absent = true};

// Adds the package with its relations. Of boolean dependencies those of one level are understood: "(a or b)", "(a and
// b)", "(a with b)", "(a if b)"; the others are passed over, as are features of rpm itself ("rpmlib(…)").
void add_package(const RpmHeader& header, Resolver& resolver);

}  // namespace pratique::extract::os
