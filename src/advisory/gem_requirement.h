// RubyGems requirement lists ("~> 1.2.3, >= 1.2.5") as sets of versions, and the ranges that are left when
// they are taken away from all versions. Source: Gem::Requirement and Gem::Version of RubyGems 3
// (guides.rubygems.org, "Patterns").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"
#include "base/result.h"
#include "version/order.h"

namespace pratique::advisory {

// The versions that none of `requirements` holds: each is a comma-separated list of conditions that must all
// be met, and a version is safe when it meets any one of them. Exact, but for one thing: "~> 1.2" ends before
// every prerelease of 2, which is written as the bound "2.a", RubyGems' own idiom. Errors: kInvalid for an
// operator or version that it does not have.
Result<std::vector<Range>> ranges_outside(const std::vector<std::string_view>& requirements,
                                          const version::Order& gem);

}  // namespace pratique::advisory
