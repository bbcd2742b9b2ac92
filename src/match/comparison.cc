#include "match/comparison.h"

namespace pratique::match {

namespace {

// As in match/range.cc: "0" is before every version, as a beginning, and no end at all.
bool is_zero(std::string_view version) { return version.empty() || version == "0"; }

bool holds(std::string_view op, std::weak_ordering order) {
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  return op == ">" ? order > 0 : order >= 0;
}

// It speaks of the version because it lists it, not because of a range.
bool is_listed(const Statement& statement) {
  return statement.outcome == Outcome::kAffected || statement.outcome == Outcome::kSaidFixed ||
         statement.outcome == Outcome::kSaidNotAffected ||
         statement.outcome == Outcome::kUnderInvestigation || statement.outcome == Outcome::kInformational ||
         statement.outcome == Outcome::kUnknownBuild;
}

}  // namespace

std::vector<Comparison> comparisons_of(const Statement& statement) {
  std::vector<Comparison> all;
  if (statement.order == nullptr) return all;
  const auto& order = *statement.order;
  if (statement.range == nullptr) {
    if (is_listed(statement))
      all.push_back(
          {.op = "=", .bound = statement.version, .holds = order.same(statement.version, statement.version)});
    return all;
  }
  const auto add = [&](std::string_view op, std::string_view bound) {
    const bool sound = order.bounds(bound);
    all.push_back({.op = op,
                   .bound = bound,
                   .holds = sound && holds(op, order.compare_bound(statement.version, bound)),
                   .sound = sound});
  };
  const auto& range = *statement.range;
  if (!is_zero(range.introduced)) add(range.after_introduced ? ">" : ">=", range.introduced);
  if (!range.fixed.empty()) {
    add("<", range.fixed);
  } else if (!range.last_affected.empty()) {
    add(range.before_last_affected ? "<" : "<=", range.last_affected);
  }
  return all;
}

std::string in_words(const Comparison& comparison, const Statement& statement) {
  auto words = std::string(statement.version) + " " + std::string(comparison.op) + " " +
               std::string(comparison.bound) + " by " + std::string(statement.order->name()) + ": ";
  if (!comparison.sound) return words + "no answer, " + std::string(comparison.bound) + " is no version";
  return words + (comparison.holds ? "yes" : "no");
}

}  // namespace pratique::match
