// What a report shows of a judgement: the findings that are open and that the filters select; when they are asked
// for, also those that are not open. Nothing is taken out of the judgement, and what is not shown is counted.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "match/judgement.h"

namespace pratique::report {

// Vulnerabilities, as all figures: each once, however many packages have it.
struct Left {
  // "--only-severity".
  std::string_view by;
  std::size_t vulnerabilities = 0;
};

struct ShownFindings {
  // Into Judgement::findings, in its order.
  std::vector<const match::Finding*> findings;
  // Those that are not open and that the filters select, in the same order; nothing: they were not asked for. They
  // count in no figure.
  std::optional<std::vector<const match::Finding*>> closed;
  // Of which an open finding is there but none is shown, by the filter that says no to the first of these.
  // Sorted by name.
  std::vector<Left> hidden;
  // Of which every finding is of that state; not affected when there are both.
  std::size_t not_affected = 0, suppressed = 0;
  // Of the former those that a VEX statement closed, of the latter those that an exception did.
  std::size_t by_vex = 0, by_exception = 0;
  // Components that the filters of packages leave out, by their indices; empty: none. For lists of packages: figures are
  // of findings.
  std::vector<bool> left_out;
  bool is_left_out(std::size_t component) const { return !left_out.empty() && left_out[component]; }
  // All of `hidden`.
  std::size_t hidden_total() const;
};

// Which filter says no to a finding, as the user wrote it; empty: none does.
using Rejects = std::function<std::string_view(const match::Finding&)>;
// The judgement must outlive what it gives.
ShownFindings select(const match::Judgement& judgement, const Rejects& rejects, bool with_closed = false);
// All that is open.
ShownFindings select_open(const match::Judgement& judgement);

}  // namespace pratique::report
