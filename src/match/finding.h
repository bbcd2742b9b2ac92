// A finding: one vulnerability in one component, with its derivation.
#pragma once

#include <span>
#include <string_view>

#include "advisory/views.h"
#include "match/statement.h"

namespace pratique::match {

// A plain value. Its texts and lists are views into the memory of its verdict or judgement: they live as long as
// a copy of that does.
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

}  // namespace pratique::match
