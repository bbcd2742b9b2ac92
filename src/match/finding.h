// A finding: one vulnerability in one component, with its derivation.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "advisory/views.h"
#include "match/rating.h"
#include "match/statement.h"

namespace pratique::match {

// What is to be done about a finding; only open ones count in figures and gates. Each weaker than those before it.
enum class FindingState : unsigned char {
  kOpen,
  // A source that knows better than those that call it affected says that this version is not.
  kNotAffected,
  // It is known, and something else answers for it.
  kSuppressed
};
const char* to_string(FindingState state);  // "open", "not-affected", "suppressed"

// A plain value. Its texts and lists are views into the memory of its verdict or judgement: they live as long as
// a copy of that does.
struct Finding {
  // Preferred id of the alias group: CVE first.
  std::string_view id;
  // Sorted.
  advisory::TextList aliases;
  advisory::Severity severity = advisory::Severity::kUnspecified;
  // The one that decided the severity, and by which rule.
  advisory::RatingView rating;
  RatedBy rated_by = RatedBy::kNobody;
  // The vector and score that are shown, where `rating` has none: those that would decide if words did not; nullptr:
  // nobody gives one. See cvss_of().
  const advisory::RatingView* scored = nullptr;
  // All that is known of the vulnerability, every rating too; nullptr: nothing.
  const advisory::Vulnerability* vulnerability = nullptr;
  FindingState state = FindingState::kOpen;
  // Who says so, where it is not open: "DSA-5417-1", the purl of the owner.
  std::string_view state_by;
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
  // Whether and since when CISA knows it to be exploited.
  advisory::Exploitation exploitation;
  advisory::Ssvc ssvc;
  // Not known() until forecast() has been called, or where nobody gives one.
  advisory::Epss epss;
  // Likewise: who but CISA knows of an exploitation, sorted.
  advisory::TextList seen_by;
};

// The rating whose vector and score are shown; without a vector when nobody gives one.
const advisory::RatingView& cvss_of(const Finding& finding);
// How the severity and the score differ by two bands or more: "LOW by debian, though NVD's CVSS 3.1 score of 9.8 is
// CRITICAL: the word of the source that decided counts for more"; empty when they do not. No terminal's text.
std::string disagreement_of(const Finding& finding);

}  // namespace pratique::match
