// Patterns of image names, package URLs and the like: "*" stands for any signs, also none, everything else for itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::policy {

// Linear in the text but for the number of stars; case counts.
bool matches_glob(std::string_view pattern, std::string_view text);
bool matches_any(const std::vector<std::string>& patterns, std::string_view text);

}  // namespace pratique::policy
