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
  // Packages that were judged by partial data.
  bool ignore_partial = false;
  // These, packages that were not judged, and what could not be read.
  bool ignore_unjudged = false;
  // Findings of low confidence (match/confidence.h) fail it as well.
  bool count_low_confidence = false;
};

struct Gate {
  enum class Outcome { kPassed, kFailed, kBlind };
  Outcome outcome = Outcome::kPassed;
  // Why the gate cannot see, a clause each; empty when it can.
  std::vector<std::string> blind;
  // What `words` let pass, likewise.
  std::vector<std::string> accepted;
  // Findings that count in a gate on severities, metrics or scores for lack of one.
  std::size_t unrated = 0;
  // Findings of low confidence that do not count.
  std::size_t low_confidence = 0;
};

// Why no finding can have a score that the filter asks for, "the database has no EPSS scores"; empty: some can, or it
// asks for none. After match::forecast().
std::string no_scores(const match::Judgement& judgement, const Filter& filter);

// `input` after the filters. Findings fail the gate, whatever could not be seen. Blindness counts for those
// packages only that the filters look at; where only fixed vulnerabilities are asked for, data that list
// nothing else suffice. Without a database, without packages, with none that the filters leave, or with
// not a single one compared, nothing can be accepted.
Gate decide(const Judged& input, const Filter& filter, const GateWords& words);

}  // namespace pratique::report
