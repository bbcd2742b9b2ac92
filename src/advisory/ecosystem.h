// OSV's ecosystems ("Debian:12", "npm"; OSV schema, "Defined Ecosystems"): how their names are spelled and
// their versions ordered.
#pragma once

#include <string>
#include <string_view>

namespace pratique::advisory {

// "Debian" of "Debian:12".
std::string_view ecosystem_family(std::string_view ecosystem);

// Name of the version::Order of an ecosystem; "" when we know none.
std::string_view order_name(std::string_view ecosystem);

// One spelling for all the spellings that an ecosystem takes for the same package: PyPI by PEP 503 (lower
// case, runs of
// "-_." are one "-"); Packagist, NuGet and Hex lower-case; the others as they are.
std::string canonical_name(std::string_view ecosystem, std::string_view name);

}  // namespace pratique::advisory
