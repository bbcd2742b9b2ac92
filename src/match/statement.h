// A statement: what one advisory says of one component, and what came of comparing the two.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "advisory/views.h"
#include "version/order.h"

namespace pratique::match {

// What came of a statement. Only the first makes an open finding.
enum class Outcome : unsigned char {
  kAffected,
  // Versions were compared.
  kFixed,              // at or above the version that fixes it, or a build that the erratum ships
  kAfterLastAffected,  // above the last version that is affected
  kBeforeIntroduced,   // below the first version that is affected
  kNeverAffected,      // the source says that no version of this package ever was
  kNotListed,          // the versions that it speaks of are others
  kNotComparable,      // an end of its range is no version
  // It speaks of this version, but does not call it affected (advisory::Status).
  kSaidFixed,
  kSaidNotAffected,
  kUnderInvestigation,
  // Affected, but the advisory warns of no defect: "unmaintained", "notice".
  kInformational,
  // It would affect, if it were about this build: it does not say which builds it is about, or nothing tells which one
  // this is.
  kUnknownBuild,
  // It affects this version, but none of the functions that have the defect is in the program: a finding that is not
  // open.
  kNotLinked,
  // It is about a live patch of this kernel (match/live_patch.h), which has the fix, or is older than the one that has it.
  kLivePatched,
  kLivePatchOld,
  // It is about another build, so that no versions were compared.
  kOtherModule,
  kOtherPlatform,
  kOtherArchitecture,
  kOtherSystem,
  kOtherProduct,  // of another product or repository of the same publisher
  kOutranked,  // what it is about is settled by a source that goes before: who built the package, Ubuntu Pro
  // Nothing was compared.
  kWithdrawn,
  kNotSafety,     // "bugfix", "enhancement"
  kUnknownOrder,  // its versions are ordered by a scheme that we lack
  kNoVersion      // the component's version is not known, or no version of its ecosystem
};
// Stable words for documents: "affected", "fixed", "after-last-affected", …
const char* to_string(Outcome outcome);

// Views into the memory of its verdict, or of the judgement.
struct Statement {
  // "DSA-5417-1".
  std::string_view advisory;
  // Feed name.
  std::string_view source;
  // "Debian:12".
  std::string_view ecosystem;
  // As in Advisory.
  std::string_view category;
  // The vulnerabilities that it is about: HitView::ids.
  advisory::TextList ids;
  Outcome outcome = Outcome::kAffected;
  // As in Question.
  bool distribution = false;
  // What was compared: the component's version as its order reads it, and the range that decided. That is the
  // one which holds the version, else the highest one below it, else the lowest above it; nullptr: none did.
  std::string_view version;
  const advisory::RangeView* range = nullptr;
  // Affected: the first fixed version above it; fixed: the version that has the fix. May be empty.
  std::string_view fixed;
  // Which matcher, on what: "distro-source: openssl 3.0.9-1 (deb)", "exact-name: npm".
  std::string_view rule;
  // What the versions were compared by; nullptr: nothing was compared.
  const version::Order* order = nullptr;
  // As in Affected: why no fix is there, in the source's own words too; what must be subscribed to for it; the source's
  // word on how grave it is for this package.
  advisory::Reason reason = advisory::Reason::kNone;
  advisory::Severity severity = advisory::Severity::kUnspecified;
  std::string_view reason_text, channel;
  // What was compared besides versions, where that decided: the component's module, platform, architecture or
  // system, and the advisory's ("s390x, ppc64le"); of kUnknownOrder the advisory's order; of kUnknownBuild what
  // decides, if that is not the module: "operating system windows"; of kNotLinked what is not there, as a sentence; of
  // kLivePatched and kLivePatchOld `ours` is the patch. May be empty: none.
  std::string_view ours, theirs;
};

// The outcome in words, with the texts that were compared: "2.14.1 lies in >=2.13.0,<2.15.0 (maven)", "about
// module nodejs:20, not nodejs:18". Texts of advisories and packages as they are: no terminal's.
std::string in_words(const Statement& statement);

// The range for people: ">=1.0.0,<1.2.3", "<1.2.12-r2", "=1.2.0" of an affected version that is listed, "any
// version".
std::string range_text(const Statement& statement);

}  // namespace pratique::match
