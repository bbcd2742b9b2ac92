// A statement: what one advisory says of one component, and what came of comparing the two.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "advisory/views.h"
#include "version/order.h"

namespace pratique::match {

enum class Outcome : unsigned char {
  kAffected,           // a finding
  kFixed,              // at or above the version that fixes it
  kAfterLastAffected,  // above the last version that is affected
  kBeforeIntroduced,   // below the first version that is affected
  kNeverAffected,      // the source says that no version of this package ever was
  kNotListed           // the affected versions are listed one by one, and this is none of them
};

// Views into the arena of the judgement.
struct Statement {
  // "DSA-5417-1".
  std::string_view advisory;
  // Feed name.
  std::string_view source;
  // "Debian:12".
  std::string_view ecosystem;
  // As in Advisory.
  std::string_view category;
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
};

// The range for people: ">=1.0.0,<1.2.3", "<1.2.12-r2", "=1.2.0" of an affected version that is listed, "any
// version".
std::string range_text(const Statement& statement);

}  // namespace pratique::match
