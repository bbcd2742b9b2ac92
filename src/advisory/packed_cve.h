// Ids of CVEs as numbers: most ids of a database are such, and a number takes four bytes where the text takes
// fourteen.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/arena.h"

namespace pratique::advisory {

struct CveParts {
  std::uint64_t year = 0, number = 0;
};
// Of an id as CVE writes it, "CVE-2021-44228": four digits or more behind the year, no zero before a fifth
// (cve.org, "CVE ID Syntax"). nullopt: another text, or one of a year before 1990 or after 2053, or of more than
// twelve digits.
std::optional<CveParts> cve_parts(std::string_view id);

// Both in one number. nullopt as above. Never 0.
std::optional<std::uint64_t> packed_cve(std::string_view id);
// Its id, written to `arena`. Any number gives a text of that shape.
std::string_view cve_of(std::uint64_t packed, base::Arena& arena);

}  // namespace pratique::advisory
