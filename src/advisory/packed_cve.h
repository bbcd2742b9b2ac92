// Ids of CVEs as numbers: most ids of a database are such, and a number takes four bytes where the text takes
// fourteen.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/arena.h"

namespace pratique::advisory {

// Of an id as CVE writes it, "CVE-2021-44228": four digits or more behind the year, no zero before a fifth
// (cve.org, "CVE ID Syntax"). nullopt: another text, or one of a year before 1990 or after 2053. Never 0.
std::optional<std::uint64_t> packed_cve(std::string_view id);
// Its id, written to `arena`. Any number gives a text of that shape.
std::string_view cve_of(std::uint64_t packed, base::Arena& arena);

}  // namespace pratique::advisory
