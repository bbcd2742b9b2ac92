// What the values of filters mean. A value that means nothing is refused, with the nearest that does: a
// filter that can match nothing would pass a gate.
#pragma once

#include <string>
#include <string_view>

#include "advisory/advisory.h"
#include "base/result.h"

namespace pratique::report {

// All errors are kUsage: what was given, the nearest that was meant, what there is.

// "critical", "high", "medium" (also "moderate"), "low", "unspecified" (also "unknown"); case does not
// matter.
Result<advisory::Severity> parse_severity(std::string_view word);

// The purl type that a word names (model::type_named()).
Result<std::string> parse_package_type(std::string_view word);

// An id of a vulnerability as publishers form them: letters, "-", then letters, digits, "-", ".", ":", "_".
// "CVE-" wants a year and four or more digits, "GHSA-" three groups of four.
Result<std::string> parse_vulnerability_id(std::string_view word);

// One part of a CVSS vector, "AV:N": a metric of version 2, 3 or 4 and a value that one of these gives it, or
// the version itself, "CVSS:3.1".
Result<std::string> parse_metric(std::string_view word);

}  // namespace pratique::report
