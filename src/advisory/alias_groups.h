// Which ids are names of one vulnerability.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"

namespace pratique::advisory {

// Ids as one would name the vulnerability: CVE first, then GHSA, then the rest by text.
bool preferred_before(std::string_view a, std::string_view b);

// True when the record names two CVEs or more (its own id and its aliases): it bundles them, and says of no
// other alias to which of them it belongs.
bool bundles_cves(const Advisory& advisory);

// Groups of two ids or more, each sorted by preferred_before, all sorted by their first id. The rules:
// 1. Only `aliases` join; `related` and `upstream` do not.
// 2. A record that bundles several CVEs joins nothing.
// 3. An id other than a CVE belongs to the one CVE that its own records name. When its own records name none,
//    to the one that others' records name it with; when those disagree (XSA-201 stands beside four CVEs), to
//    none.
// 4. So no group holds two CVEs, whatever the records say; a join that would do so is left out (those of two
//    ids without a CVE are tried in sorted order).
std::vector<std::vector<std::string>> alias_groups(const std::vector<Advisory>& advisories);

}  // namespace pratique::advisory
