#include "match/statement.h"

#include "match/range.h"

namespace pratique::match {

std::string range_text(const Statement& statement) {
  if (statement.range != nullptr) return to_text(*statement.range);
  return statement.outcome == Outcome::kAffected ? "=" + std::string(statement.version) : std::string();
}

}  // namespace pratique::match
