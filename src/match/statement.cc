#include "match/statement.h"

#include "match/range.h"

namespace pratique::match {

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAffected:
      return "affected";
    case Outcome::kTold:
      return "affected, but by no vulnerability";
    case Outcome::kWithdrawn:
      return "withdrawn";
    case Outcome::kNotAboutSafety:
      return "not about safety";
    case Outcome::kUnversioned:
      return "version unknown";
    case Outcome::kUnsupportedOrder:
      return "unsupported version order";
    case Outcome::kOtherModule:
      return "other module";
    case Outcome::kOtherPlatform:
      return "other platform";
    case Outcome::kUnknownBuild:
      return "unknown build";
    case Outcome::kFixed:
      return "fixed";
    case Outcome::kAfterLastAffected:
      return "after the last affected version";
    case Outcome::kBeforeIntroduced:
      return "before introduced";
    case Outcome::kNeverAffected:
      return "never affected";
    case Outcome::kNotListed:
      return "not listed";
  }
  return "not listed";
}

std::string range_text(const Statement& statement) {
  if (statement.range != nullptr) return to_text(*statement.range);
  return is_affected(statement.outcome) ? "=" + std::string(statement.version) : std::string();
}

}  // namespace pratique::match
