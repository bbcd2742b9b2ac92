// What the advisory database is for one ecosystem: whether there is any, whether more than samples, and what keeps
// the rest from being enough to call a package clean (docs/coverage.md).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "advisory/database.h"
#include "match/staleness.h"
#include "match/verdict.h"

namespace pratique::match {

struct Data {
  bool any = false, samples_only = false;
  // With the caveat's subject.
  std::vector<std::pair<CaveatKind, std::string>> doubts;
};

// The rows that know the most speak for the ecosystem. `label` as Question's.
Data data_of(const std::string& ecosystem, const std::string& label, const Reference& reference,
             const std::vector<advisory::Coverage>& coverage);

}  // namespace pratique::match
