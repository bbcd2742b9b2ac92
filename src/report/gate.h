// The gate of `cves --exit-code`: does what was asked for hold, and could it be seen? (docs/exit-codes.md)
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/filter.h"
#include "report/report.h"

namespace pratique::report {

// What a team lets pass knowingly.
struct GateWords {
  bool ignore_partial = false;   // packages that were judged by partial data
  bool ignore_unjudged = false;  // these, packages that were not judged, and what could not be read
};

struct Gate {
  enum class Outcome { kPassed, kFailed, kBlind };
  Outcome outcome = Outcome::kPassed;
  std::vector<std::string> blind;     // why the gate cannot see, a clause each; empty when it can
  std::vector<std::string> accepted;  // what `words` let pass, likewise
  std::size_t unrated = 0;  // findings that count in a gate on severities or metrics for lack of a rating
};

// `input` after the filters. Findings fail the gate, whatever could not be seen. Blindness counts for those
// packages only that the filters look at; where only fixed vulnerabilities are asked for, data that list
// nothing else suffice. Without a database, without packages, with none that the filters leave, or with
// not a single one compared, nothing can be accepted.
Gate decide(const Input& input, const Filter& filter, const GateWords& words);

}  // namespace pratique::report
