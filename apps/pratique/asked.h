// The vulnerabilities that a user asks about: any of their names, in any spelling.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/database.h"
#include "base/result.h"
#include "report/explanation.h"

namespace pratique::app {

// The spellings that an id may have, the likeliest first: "cve_2021_44228", "2021-44228" and "CVE-2021-44228" are one.
std::vector<std::string> spellings_of(std::string_view word);

// Each as the database knows it. kUsage for what is no id in any spelling.
Result<std::vector<report::AskedVulnerability>> asked_about(const std::vector<std::string>& words,
                                                            const advisory::Database& database);
// Fills in all that its advisories name, sorted: more than kMaxNamedPackages, perhaps. Reads a large part of the
// database.
Result<void> name_packages(report::AskedVulnerability& asked, const advisory::Database& database);

}  // namespace pratique::app
