// How sure a finding is that it is about this component.
#pragma once

#include <string_view>

#include "match/finding.h"

namespace pratique::match {

// How rules by CPE begin: "cpe: openssl:openssl".
inline constexpr std::string_view kCpeRule = "cpe: ";

// Whether nothing but a CPE says so: the product's name fits, but no package manager vouches for it.
bool is_low_confidence(const Finding& finding);

}  // namespace pratique::match
