// A finding: one vulnerability in one component, with its derivation.
#pragma once

#include <string>
#include <vector>

#include "advisory/advisory.h"
#include "advisory/database.h"
#include "model/inventory.h"

namespace pratique::match {

// What one source said about this component.
struct Evidence {
  std::string advisory;   // "DSA-5417-1"
  std::string source;     // feed name
  std::string ecosystem;  // "Debian:12"
  std::string range;      // human form: ">=1.0.0,<1.2.3", "<1.2.12-r2", "=1.2.0"
  std::string fixed;      // first fixed version above the component's; empty: none known
  std::string rule;       // which matcher, on what: "distro-source: openssl 3.0.9-1 (deb)", "exact-name: npm"
};

struct Finding {
  std::string id;                    // preferred id of the alias group: CVE first
  std::vector<std::string> aliases;  // sorted
  advisory::Severity severity = advisory::Severity::kUnspecified;
  advisory::Rating rating;    // the one that decided the severity
  std::size_t component = 0;  // index into Inventory::components
  std::string fixed;          // of the evidence that decided; empty: no fix known
  std::string range;
  std::string source;
  std::string rule;
  std::vector<Evidence> evidence;  // all sources, the deciding one first
  std::string
      category;  // of the deciding advisory ("malicious", "unsound", "regression"); empty: a vulnerability
  std::string summary;  // empty until describe() has been called
  std::vector<std::string> cwes;
  std::string kev_added;
};

// What became of one component (docs/coverage.md). Each worse than those before it.
enum class Verdict : unsigned char {
  kJudged,     // compared with data that suffice: what is not found is not there
  kElsewhere,  // not compared itself, which leaves no gap: judged as its OS package, or nobody names it
  kPartial,    // compared, but the data may lack something: what is found is the least that there is
  kUnjudged    // not compared
};
const char* to_string(Verdict verdict);  // "judged", "elsewhere", "partial", "not-judged"

// Why components have no verdict, or one by partial data: never "0 vulnerabilities" by omission.
struct Gap {
  std::string code;    // as the note's: "no-advisory-data", "fixes-only", …
  std::string reason;  // "no advisory data for Alpine 3.14", "covered by the owning OS package", …
  std::string ecosystem;
  Verdict verdict = Verdict::kUnjudged;  // what it makes of a component; never kJudged
  std::size_t components = 0;
  bool blind() const { return verdict >= Verdict::kPartial; }
};

struct ComponentVerdict {
  Verdict verdict = Verdict::kJudged;
  std::vector<std::size_t> gaps;  // indices into Judgement::gaps, ascending; empty when judged
};

struct Judgement {
  std::vector<Finding> findings;   // sorted by component, severity (worst first), id
  std::vector<model::Note> notes;  // one for each gap that is blind, and what else is worth knowing
  std::vector<Gap> gaps;
  std::vector<ComponentVerdict> verdicts;    // one for each component of the inventory
  std::vector<advisory::Coverage> coverage;  // of the ecosystems that the inventory has
  std::string database;                      // fingerprint; empty when there was no database
  std::string exploited;  // newest day of CISA's catalogue in it; empty: it is not in there
  std::string day;        // "2026-08-21": the day that age is measured against; may be empty
};

struct JudgeOptions {
  // The day that data and releases are measured against. Empty: the latest day that is known to have passed:
  // when the image was made, or the day of the database's newest record; so that equal input gives equal
  // output.
  std::string now;
};

// Judges every component. Owned language packages (Component::owner) are not matched. Pure but for reading
// `database`.
Result<Judgement> judge(const model::Inventory& inventory, const advisory::Database& database,
                        const JudgeOptions& options = {});
// Reads the summaries of findings that will be shown; they are packed, and most findings never show theirs.
Result<void> describe(std::vector<Finding>& findings, const advisory::Database& database);
// The judgement when there is no database: nothing matched, and a note that says so and how to get one.
Judgement judge_without_database(const model::Inventory& inventory, const std::string& why);

}  // namespace pratique::match
