// CVSS base scores from vectors: version 2.0 (FIRST, "A Complete Guide to the CVSS Version 2.0", §3.2.1), 3.0
// and 3.1 (specification documents, §7.1), 4.0 (specification document, §8: macro vectors).
#pragma once

#include <optional>
#include <string_view>

#include "advisory/advisory.h"

namespace pratique::advisory {

// 0–10 in steps of 0.1; nothing when the vector is not one of the four versions, lacks a base metric, has one
// twice or with an unknown value. Temporal, environmental and supplemental metrics are accepted; in versions
// 2 and 3 they do not count (the base score is asked for), in version 4 exploit maturity, requirements and
// modified metrics do (its one score).
std::optional<double> cvss_score(std::string_view vector);

// Qualitative rating: §5 of 3.1 and §6 of 4.0; version 2 by the National Vulnerability Database's thresholds,
// which are the same but for having no "critical". 0 is "none": unspecified here.
Severity severity_of_score(double score, bool version_2 = false);

// "CRITICAL", "Important", "moderate", "negligible"… as feeds write it; unspecified for anything else.
Severity severity_of_word(std::string_view word);

// A rating with score and severity computed.
Rating rating_of_vector(std::string_view source, std::string_view vector);
Rating rating_of_word(std::string_view source, std::string_view word);

}  // namespace pratique::advisory
