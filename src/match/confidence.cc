#include "match/confidence.h"

#include <algorithm>

namespace pratique::match {

bool is_low_confidence(const Finding& finding) {
  const auto by_cpe = [](const Statement& one) { return one.rule.starts_with(kCpeRule); };
  return finding.statements.empty() ? finding.rule.starts_with(kCpeRule)
                                    : std::ranges::all_of(finding.statements, by_cpe);
}

}  // namespace pratique::match
