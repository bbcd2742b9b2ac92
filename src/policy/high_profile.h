// The vulnerabilities that everybody has heard of, as data: high_profile.tsv.
#pragma once

#include <string_view>
#include <vector>

namespace pratique::policy {

// "CVE-2021-44228", in the order of the file.
std::vector<std::string_view> high_profile_ids();
// The file: an id and its usual name a line, a tab between them; lines that begin with "#" are words on it.
std::string_view high_profile_text();

}  // namespace pratique::policy
