// A finding: one vulnerability in one component, with its derivation.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"
#include "advisory/database.h"
#include "base/arena.h"
#include "match/statement.h"
#include "model/inventory.h"

namespace pratique::match {

// A plain value. Its texts and lists are views into the arena of its judgement: they live as long as a copy of
// that does.
struct Finding {
  // Preferred id of the alias group: CVE first.
  std::string_view id;
  // Sorted.
  advisory::TextList aliases;
  advisory::Severity severity = advisory::Severity::kUnspecified;
  // The one that decided the severity.
  advisory::RatingView rating;
  // Index into Inventory::components.
  std::size_t component = 0;
  // Of the statement that decided; empty: no fix known.
  std::string_view fixed;
  // ">=1.0.0,<1.2.3" (range_text).
  std::string_view range;
  std::string_view source;
  std::string_view rule;
  // Of all sources that call it affected, the deciding one first.
  std::span<const Statement> statements;
  // Of the deciding advisory ("malicious", "unsound", "regression"); empty: a vulnerability.
  std::string_view category;
  // Empty until describe() has been called.
  std::string_view summary;
  advisory::TextList cwes;
  std::string_view kev_added;
};

// What became of one component (docs/coverage.md). Each worse than those before it.
enum class Standing : unsigned char {
  kJudged,     // compared with data that suffice: what is not found is not there
  kElsewhere,  // not compared itself, which leaves no gap: judged as its OS package, or nobody names it
  kPartial,    // compared, but the data may lack something: what is found is the least that there is
  kUnjudged    // not compared
};
const char* to_string(Standing standing);  // "judged", "elsewhere", "partial", "not-judged"

// Why components are not judged, or by partial data: never "0 vulnerabilities" by omission.
struct Gap {
  // As the note's: "no-advisory-data", "fixes-only", …
  std::string code;
  // "no advisory data for Alpine 3.14", "covered by the owning OS package", …
  std::string reason;
  std::string ecosystem;
  // What it makes of a component; never kJudged.
  Standing standing = Standing::kUnjudged;
  std::size_t components = 0;
  bool blind() const { return standing >= Standing::kPartial; }
};

struct ComponentStanding {
  Standing standing = Standing::kJudged;
  // Indices into Judgement::gaps, ascending; empty when judged.
  std::vector<std::size_t> gaps;
};

struct Judgement {
  // Sorted by component, severity (worst first), id.
  std::vector<Finding> findings;
  // One for each gap that is blind, and what else is worth knowing.
  std::vector<model::Note> notes;
  std::vector<Gap> gaps;
  // One for each component of the inventory.
  std::vector<ComponentStanding> standings;
  // Of the ecosystems that the inventory has.
  std::vector<advisory::Coverage> coverage;
  // Fingerprint; empty when there was no database.
  std::string database;
  // Newest day of CISA's catalogue in it; empty: it is not in there.
  std::string exploited;
  // "2026-08-21": the day that age is measured against; may be empty.
  std::string day;
  // What the findings' views point into. A finding that is put together elsewhere points into its own.
  std::shared_ptr<base::Arena> arena = std::make_shared<base::Arena>();
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
Result<void> describe(Judgement& judgement, const advisory::Database& database);
// The judgement when there is no database: nothing matched, and a note that says so and how to get one.
Judgement judge_without_database(const model::Inventory& inventory, const std::string& why);

}  // namespace pratique::match
