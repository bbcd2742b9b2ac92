// The figures of a report: vulnerabilities by severity, packages by what they share, and whether the figures
// mean anything.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "report/report.h"
#include "report/table.h"
#include "report/terminal.h"

namespace pratique::report {

// Worst first: the order of every tuple and list.
inline constexpr std::array<advisory::Severity, 5> kSeverities = {
    advisory::Severity::kCritical, advisory::Severity::kHigh, advisory::Severity::kMedium,
    advisory::Severity::kLow, advisory::Severity::kUnspecified};

struct Counts {
  // In the order of kSeverities.
  std::array<std::size_t, kSeverities.size()> by_severity{};
  std::size_t total() const;
  // Worse is greater.
  auto operator<=>(const Counts&) const = default;
};

// Distinct vulnerabilities; one that is rated differently in two packages counts once, by the worse.
Counts count(std::span<const match::Finding* const> findings);

// How much of the inventory the figures stand for.
struct Basis {
  // Of the inventory (model::count_packages).
  std::size_t packages = 0;
  // By data that suffice.
  std::size_t judged = 0;
  // By partial data: their figures are the least that there is.
  std::size_t partial = 0;
  // Not judged, which leaves a gap.
  std::size_t unjudged = 0;
  // Things that could not be read, and may hide packages.
  std::size_t unread = 0;
  // Something was compared with advisories; otherwise the figures stand for nothing.
  bool compared() const { return judged + partial > 0; }
  // Only then is a zero a zero, and only then is there a tick.
  bool whole() const { return judged > 0 && partial + unjudged + unread == 0; }
};
Basis basis_of(const model::Inventory& inventory, const match::Judgement& judgement);
inline Basis basis_of(const Judged& input) { return basis_of(input.inventory, input.judgement); }
// The standing of a package of two records: what leaves most to be wished for; one that was compared speaks
// for one that was not, for a good reason.
match::Standing joined(match::Standing a, match::Standing b);
// Packages that have one of these, which stand by component.
std::size_t vulnerable_packages(const model::Inventory& inventory,
                                std::span<const match::Finding* const> findings);
// Of some components alone, each counted.
Basis basis_of(const match::Judgement& judgement, std::span<const std::size_t> components);

// Components that are one package to a reader: binaries of one source package and version, or one package
// found in several places or known in several ways.
struct Group {
  // "openssl 3.0.9-1".
  std::string title;
  // Of the purls.
  std::string type;
  // Indices, ascending.
  std::vector<std::size_t> components;
  // One a vulnerability, as before() has them.
  std::vector<const match::Finding*> findings;
  Counts counts;
};
// Worst first: severity, then score, then what is exploited, then id.
bool before(const match::Finding& a, const match::Finding& b);
// Those with findings, each in that order (report/ordering.h): by severity worst first, then by title.
std::vector<Group> vulnerable_groups(const Judged& input, SortBy sort = SortBy::kSeverity);

// "3"; where the figures are the least that there is (not `whole`) "≥3", and "–" for a nought, which would be
// no finding.
std::string figure_text(std::size_t number, bool whole);
// "   1C     2H     3M     4L     1?"; the last only when there are some. Where the figures are the least
// that there is (not `whole`): "  ≥1C     –H    ≥3M     –L", for a nought would be no finding.
std::string tuple_text(const Counts& counts, bool whole, const Style& style);
// The same without its padding: "1C 2H 0M 4L".
std::string bare_tuple(const Counts& counts, bool whole);
// "+3", "-12", "0".
std::string delta_text(std::int64_t delta);
// "-2C +1H": what changed from `then` to `now`; "no change".
std::string change_text(const Counts& now, const Counts& then);
// "9.8": a CVSS score.
std::string score_text(double score);
// The tuple, or "not judged" where nothing was; with what is missing: "  (14 of 80 packages not judged, 3 by
// partial data)".
// The tuple stays in one piece.
Cell figures_cell(const Counts& counts, const Basis& basis, const Style& style);
// "14 of 80 packages not judged, 3 by partial data"; empty where nothing is missing.
std::string missing_text(const Basis& basis);

}  // namespace pratique::report
