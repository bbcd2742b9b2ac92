// The figures of a report: vulnerabilities by severity, packages by what they share, and whether the figures
// mean anything.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "report/report.h"
#include "report/terminal.h"

namespace pratique::report {

// Worst first: the order of every tuple and list.
inline constexpr std::array<advisory::Severity, 5> kSeverities = {
    advisory::Severity::kCritical, advisory::Severity::kHigh, advisory::Severity::kMedium,
    advisory::Severity::kLow, advisory::Severity::kUnspecified};

struct Counts {
  std::array<std::size_t, kSeverities.size()> by_severity{};  // in the order of kSeverities
  std::size_t total() const;
  auto operator<=>(const Counts&) const = default;  // worse is greater
};

// Distinct vulnerabilities; one that is rated differently in two packages counts once, by the worse.
Counts count(std::span<const match::Finding> findings);

// How much of the inventory the figures stand for. `judged` 0: they stand for nothing, and no report shows
// them as zeros.
struct Scope {
  std::size_t packages = 0;  // components of the inventory
  std::size_t judged = 0;
  std::size_t blind = 0;  // components that could not be judged
};
Scope scope_of(const Input& input);

// Components that are one package to a reader: binaries of one source package and version with the same
// findings, or one purl found in several places.
struct Group {
  std::string title;                            // "openssl 3.0.9-1"
  std::vector<std::size_t> components;          // indices, ascending
  std::vector<const match::Finding*> findings;  // of the first component, worst first
  Counts counts;
};
// Those with findings, worst first, then by title.
std::vector<Group> vulnerable_groups(const Input& input);

// The package's name as its ecosystem's people write it: "@scope/name", "group:artifact"; for distributions,
// whose purl namespace is the distribution, the bare name.
std::string display_name(const model::Purl& purl);

// "   1C     2H     3M     4L     1?"; the last only when there are some.
std::string tuple_text(const Counts& counts, const Style& style);
// The tuple, or "not judged" where nothing was; with "  (14 of 80 packages not judged)" where some were not.
std::string verdict_text(const Counts& counts, const Scope& scope, const Style& style);

}  // namespace pratique::report
