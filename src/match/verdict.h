// A verdict: all that judging makes of one component, by itself: what every advisory that names the package says
// of it, what comes of that, and how far the data can be relied on (docs/decisions/0025).
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "match/finding.h"
#include "match/statement.h"

namespace pratique::match {

// What the figures of a component are worth (docs/coverage.md). Each worse than those before it.
enum class Standing : unsigned char {
  kJudged,     // compared with data that suffice: what is not found is not there
  kElsewhere,  // not compared itself, which leaves no gap: judged as its OS package, or nobody names it
  kPartial,    // compared, but the data may lack something: what is found is the least that there is
  kUnjudged    // not compared
};
const char* to_string(Standing standing);  // "judged", "elsewhere", "partial", "not-judged"

// Why a standing is what it is, and what else is to be told; in the order of reports.
enum class CaveatKind : unsigned char {
  // Not judged.
  kNoData,
  kNoMatcher,  // there are data, and nothing that judges by them
  kNoRelease,
  kThirdParty,  // somebody else built it, of whose packages the distribution's advisories do not speak
  kOwnerBlind,  // only fold() knows
  kUnversioned,
  kTooMany,  // the inventory had its fill of findings before this component's turn
  // Judged by partial data.
  kSample,
  kUndeclared,
  kContradicted,
  kFixesOnly,
  kOld,
  kUndated,
  kGuess,  // by the advisories of another release or builder, which may not hold
  kEndOfLife,
  kUnknownBuild,   // this and the next two are about one advisory: the package is judged by the others
  kUnknownTarget,  // it is about some architectures or operating systems, and nothing tells the component's
  kUnsupported,
  // No gap.
  kOwned,
  kUnnamed,
  // Only told.
  kInformational,
  kExtended,
  kLivePatch  // what live patches that are installed beside a kernel do for it; in no report but `explain`
};
Standing standing_of(CaveatKind kind);

struct Caveat {
  CaveatKind kind = CaveatKind::kNoData;
  // What the kind is about: the label of an ecosystem ("Alpine 3.14"), a refusal, an advisory's id.
  std::string_view subject;
  // Whose data, "Alpine:v3.14"; where none were asked, the purl's type.
  std::string_view ecosystem;
};

struct Verdict {
  // The worst that a caveat makes of it.
  Standing standing = Standing::kJudged;
  // What was looked up, as Question has it; empty where nothing was.
  std::string_view ecosystem, name, version, rule;
  std::vector<Caveat> caveats;
  // Of every advisory that names the package, by advisory, source: what its entries for this build say together,
  // then one for each entry that is about something else.
  std::vector<Statement> statements;
  // Worst first, then by id. Their component is 0 until they are folded.
  std::vector<Finding> findings;
  // What the views point into: findings and caveats into the first, all else into either. Shared with other
  // verdicts of the same judge, so keeping a few of many keeps the memory of all near them.
  std::shared_ptr<const base::Arena> kept, read;
  // What opinions that were weighed afterwards point into; nullptr: nobody weighed any.
  std::shared_ptr<const base::Arena> said{};
};

}  // namespace pratique::match
