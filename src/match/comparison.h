// What was compared, as it was computed: so that whoever doubts a verdict can compute it again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "match/statement.h"

namespace pratique::match {

// "1.2.11-r3 < 1.2.12-r2 by apk: yes". The version is the statement's, the order too.
struct Comparison {
  // What must hold of the version for it to be affected: "<", "<=", ">", ">=", or "=" where the advisory lists it.
  std::string_view op;
  std::string_view bound;
  // By version::Order::compare_bound(), for "=" by same().
  bool holds = false;
  // The bound is a version, or the beginning of one (Order::bounds()); otherwise `holds` means nothing.
  bool sound = true;
};

// Of the range that decided, in its order; empty where nothing was compared, or nothing had to be: "any version".
// Views into the statement.
std::vector<Comparison> comparisons_of(const Statement& statement);
// Of a statement with an order. No terminal's text.
std::string in_words(const Comparison& comparison, const Statement& statement);

}  // namespace pratique::match
