// What installed Python distributions need of each other, by their "Requires-Dist" (packaging.python.org, "Dependency
// specifiers"): markers are evaluated for the Python that the distribution lies in, and what is for an extra only counts
// where another distribution asks for that extra.
#pragma once

#include <vector>

#include "extract/lang/support/needs.h"

namespace pratique::extract::python {

// Notes the requirement as it stands: "urllib3[socks] (>=1.21) ; python_version < '3.9'". Of one longer than a name may
// be, the name alone.
void add_requirement(Record& record, std::string_view requirement);

// Edges between packages, each to what lies in the same folder. A marker of which not all is known counts as held.
void add_edges(const Records& records, const std::vector<lang::Placed>& packages, Assembly& out);

}  // namespace pratique::extract::python
