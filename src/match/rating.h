// Which of several ratings decides a finding's severity.
#pragma once

#include <span>
#include <string_view>

#include "advisory/views.h"

namespace pratique::match {

// The order, first difference decides: a CVSS vector before a bare word; the newer CVSS version
// (4.0, 3.1, 3.0, 2.0); the source that decided the finding, then NVD, GHSA, CISA-ADP, then others by name;
// the higher score. Documented for users in docs/formats/cves.md. nullptr when there is no rating.
const advisory::RatingView* decisive(std::span<const advisory::RatingView> ratings,
                                     std::string_view own_source);

// The rating's severity; when it has none but a score, the band of the score (CVSS 3.1, section 5; 0 is
// unspecified here).
advisory::Severity severity_of(const advisory::RatingView& rating);

}  // namespace pratique::match
