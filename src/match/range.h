// Is a version affected, by which range, and what is the first version that is not? (OSV schema,
// "Evaluation")
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "advisory/advisory.h"
#include "version/order.h"

namespace pratique::match {

// Ranges of one advisory entry beyond this many are not looked at; `truncated` says so. The largest real
// record (a kernel CVE with every stable branch) has under 200.
inline constexpr std::size_t kMaxRanges = 10'000;

struct Evaluation {
  bool affected = false;
  bool truncated = false;
  std::string range;  // of the interval that holds the version: ">=1.0.0,<1.2.3", "<1.2.12-r2", "=1.2.0",
                      // "any version"
  std::string fixed;  // the first fixed version above it that the same entries do not call affected again;
                      // may be empty
};

// The union over all `entries` (those of one advisory for one package) of their ranges and listed versions.
// Pure; any text is accepted as a version, because Order is total. No pointer is null.
Evaluation evaluate(const version::Order& order, std::span<const advisory::Affected* const> entries,
                    std::string_view version);

// One interval for people, in the vers-like notation of Scout's reports.
std::string to_text(const advisory::Range& range);

}  // namespace pratique::match
