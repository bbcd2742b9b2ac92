// GitHub's advisories that nobody there has looked at (`unreviewed/` of its database): taken over from NVD, mostly
// without a package. They are kept, and never count before what somebody looked at.
#pragma once

#include <string_view>

namespace pratique::advisory {

// Their source and their category (Advisory::source, Advisory::category).
inline constexpr std::string_view kUnreviewedSource = "ghsa-unreviewed", kUnreviewed = "unreviewed";

}  // namespace pratique::advisory
