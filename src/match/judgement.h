// A judgement: what comes of judging a whole inventory.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "advisory/database.h"
#include "base/arena.h"
#include "match/arbitration_rules.h"
#include "match/finding.h"
#include "match/verdict.h"
#include "model/inventory.h"

namespace pratique::match {

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
  // Of every state. Sorted by component, severity (worst first), id.
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
  // Which enrichments it has: without CISA's catalogue nobody knows what is exploited.
  std::vector<advisory::EnrichmentSource> enrichments;
  bool has(std::string_view enrichment) const;
  // "2026-08-21": the day that age is measured against; may be empty.
  std::string day;
  // What the findings' views point into: their verdicts' memory, and, for what is added later, its own.
  std::vector<std::shared_ptr<const base::Arena>> kept;
  std::shared_ptr<base::Arena> arena = std::make_shared<base::Arena>();
};

struct JudgeOptions {
  // The day that data and releases are measured against. Empty: the latest day that is known to have passed:
  // when the image was made, or the day of the database's newest record; so that equal input gives equal
  // output.
  std::string now;
  // Whose word counts; nullptr: as usual. Must outlive the call.
  const ArbitrationRules* rules = nullptr;
};

// The errors of all three are those of a look-up (advisory/database.h): kInvalid, a page, row or text of the database is damaged; kIo, it
// cannot be read, or memory ends. Nothing else fails: what cannot be judged is a gap and a note.

// Judges every component. Pure but for reading `database`. On an error there is no judgement at all: a part of one would look like
// the whole.
Result<Judgement> judge(const model::Inventory& inventory, const advisory::Database& database,
                        const JudgeOptions& options = {});
// Reads the summaries of `shown`, which are some of the judgement's findings; they are packed, and most findings
// never show theirs. On an error those that were read before it have theirs, the others none.
Result<void> describe(Judgement& judgement, std::span<const Finding* const> shown,
                      const advisory::Database& database);
// Gives every finding its EPSS score. Apart from judging, which has no use for it: only where it is shown or filtered
// by. On an error likewise.
Result<void> forecast(Judgement& judgement, const advisory::Database& database);
// The judgement when there is no database: nothing matched, and a note that says so and how to get one.
Judgement judge_without_database(const model::Inventory& inventory, const std::string& why);

}  // namespace pratique::match
