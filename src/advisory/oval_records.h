// What the readers of OVAL share: ids, ratings and packages of a definition (oval.h).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/oval.h"

namespace pratique::advisory {

// Ids of CVEs that the definition names, each once, in its order.
std::vector<std::string> cves_of(const OvalDefinition& definition);

// The erratum's id as it stands in the first reference of one of these sources ("elsa"), in their order; "" when there is
// none.
std::string id_of(const OvalDefinition& definition, std::initializer_list<std::string_view> sources);

// The head of a record: dates, title, references, and the rating by the definition's word. A CVE that is its own
// record (`id`) takes the vectors that the publisher gives it along.
Advisory advisory_of(const OvalDefinition& definition, std::string id, std::string_view source);

// What the publisher says of CVEs that its erratum bundles: vectors and weaknesses. By `source`.
void give_enrichments(const OvalDefinition& definition, std::string_view source, FeedSink& sink);

// One package of it, in that ecosystem. The definition's severity is the package's as well, its day that of the fix.
Affected affected_of(const OvalStatement& statement, std::string ecosystem, const OvalDefinition& definition,
                     Extent extent);

}  // namespace pratique::advisory
