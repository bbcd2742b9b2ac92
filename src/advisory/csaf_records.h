// What the readers of CSAF share whose products are rpms (csaf.h).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/csaf.h"

namespace pratique::advisory {

// The ecosystem of a product; "": it is none of a distribution's.
using CsafEcosystem = std::function<std::string(const CsafProduct&)>;

// The head of a record: dates, title, references, the document's severity.
Advisory advisory_of(const CsafHead& head, std::string id, std::string_view source);

// What becomes of a document (csaf.h) whose components are rpms; the head and the sink must outlive it. A fix is a range that
// ends at its version; what is said of one version only is that version. Statements that differ in their architectures only
// are one, and one for every architecture of the document names none; "src" among them: the name is that of the source
// package. Those that differ in their products only are one with all of these (join_architectures.h). How much is said of
// what is no rpm of a distribution is told.
// Of one about one vulnerability (csaf_vex): one record by its id.
CsafTaker vex_taker(const CsafHead& head, std::string_view source, const CsafEcosystem& ecosystem,
                    Extent extent, FeedSink& sink);

// Of an erratum that bundles vulnerabilities: a record by its own id of what is fixed for all of them, by `source`; what
// it says of some of them only goes to a part of a record of that vulnerability, by `apart`.
CsafTaker erratum_taker(const CsafHead& head, std::string_view source, std::string_view apart,
                        const CsafEcosystem& ecosystem, FeedSink& sink);

}  // namespace pratique::advisory
