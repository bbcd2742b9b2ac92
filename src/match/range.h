// Is a version affected, by which range, and what is the first version that is not? (OSV schema,
// "Evaluation")
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "advisory/views.h"
#include "match/statement.h"
#include "version/order.h"

namespace pratique::match {

// Ranges of one advisory entry beyond this many are not looked at; `truncated` says so. The largest real
// record (a kernel CVE with every stable branch) has under 200.
inline constexpr std::size_t kMaxRanges = 10'000;

struct Evaluation {
  // kAffected, kFixed, kAfterLastAffected, kBeforeIntroduced, kNeverAffected, kNotListed or kNotComparable.
  Outcome outcome = Outcome::kNotListed;
  bool truncated = false;
  // As Statement::range; of `entries`.
  const advisory::RangeView* range = nullptr;
  // Affected: the first fixed version above it that the same entries do not call affected again. Fixed: the fix
  // of `range`. May be empty.
  std::string_view fixed;
  bool affected() const { return outcome == Outcome::kAffected; }
};

// The union over all `entries` (those of one advisory for one package) of their ranges and listed versions.
// Pure. `version` must be comparable() by the order. No pointer in `entries` is null.
Evaluation evaluate(const version::Order& order, std::span<const advisory::AffectedView* const> entries,
                    std::string_view version);
// Whether one of them lists just this text: all that can be said of one that is not comparable.
bool is_listed(std::span<const advisory::AffectedView* const> entries, std::string_view text);

// One interval for people, in the vers-like notation of Scout's reports.
std::string to_text(const advisory::RangeView& range);
std::string to_text(const advisory::Range& range);

}  // namespace pratique::match
