// What upgrading a package would mend.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "match/judgement.h"

namespace pratique::report {

struct Upgrade {
  // The lowest that fixes the most.
  std::string version;
  // So many of the vulnerabilities that were given.
  std::size_t fixes = 0;
};

// Of the findings of one package (of its source package in a distribution: what `fixed` speaks of), each
// another vulnerability. A version fixes those whose own fixed version is not higher, by the order of the
// purl type. Nothing when no fix is known, or the type has no order and there are several.
std::optional<Upgrade> best_upgrade(std::string_view purl_type,
                                    std::span<const match::Finding* const> findings);

}  // namespace pratique::report
