#include "match/arbitration.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/text.h"
#include "match/rating.h"

namespace pratique::match {

using advisory::Severity;

// Equals rank: what affects before what is not linked, a known fix before none, then the higher one (an upgrade to it
// satisfies the other source as well).
bool Arbitration::decides_over(const Claim& one, const Claim& other) const {
  const auto &a = *one.statement, &b = *other.statement;
  const auto rank = rules_.rank(a), other_rank = rules_.rank(b);
  if (rank != other_rank) return rank < other_rank;
  if (a.outcome != b.outcome) return a.outcome == Outcome::kAffected;
  if (a.fixed.empty() != b.fixed.empty()) return b.fixed.empty();
  if (a.order == b.order && a.order != nullptr) {
    const auto order = a.order->compare(a.fixed, b.fixed);
    if (order != 0) return order > 0;
  }
  return std::tie(a.advisory, a.source, one.range) < std::tie(b.advisory, b.source, other.range);
}

Result<void> Arbitration::decide(std::vector<Claim> claims, std::span<const Statement> all,
                                 std::vector<Finding>& findings) {
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.id < b.id; });
  found_.clear();
  denials_.clear();
  for (const auto& one : all) {
    if (one.outcome == Outcome::kSaidNotAffected) denials_.push_back(&one);
  }
  for (auto first = claims.begin(); first != claims.end();) {
    const auto last =
        std::find_if(first, claims.end(), [&](const Claim& claim) { return claim.id != first->id; });
    if (last - first > 1)
      std::sort(first, last, [&](const Claim& a, const Claim& b) { return decides_over(a, b); });
    PQ_TRY(const auto finding, one(std::span<const Claim>(first, last)));
    found_.push_back(finding);
    first = last;
  }
  // They stand by id already: one round a severity keeps that, and moves each once.
  findings.reserve(findings.size() + found_.size());
  for (const auto severity :
       {Severity::kCritical, Severity::kHigh, Severity::kMedium, Severity::kLow, Severity::kUnspecified}) {
    std::copy_if(found_.begin(), found_.end(), std::back_inserter(findings),
                 [&](const Finding& finding) { return finding.severity == severity; });
  }
  return {};
}

Result<const advisory::Vulnerability*> Arbitration::vulnerability(std::string_view id) {
  if (const auto known = vulnerabilities_.find(id); known != vulnerabilities_.end()) return known->second;
  static constexpr advisory::Vulnerability kNothing;
  PQ_TRY(const auto* found, advisories_.vulnerability(id, arena_));
  if (found == nullptr) found = &kNothing;
  const auto kept = found->id == id ? found->id : arena_.copy(id);
  return vulnerabilities_.emplace(kept, found).first->second;
}

// Decides the severity, and which score is shown.
Result<void> Arbitration::rate(const Claim& claim, const advisory::Vulnerability& known, Finding& finding) {
  const auto& statement = *claim.statement;
  const auto& order = rules_.of(statement.ecosystem).ratings;
  auto choice = choose_rating(known.ratings, statement.source, order);
  finding.scored = choose_vector(known.ratings, statement.source, order);
  const bool alias = statement.advisory == claim.id ||
                     std::binary_search(known.aliases.begin(), known.aliases.end(), statement.advisory);
  // An erratum that bundles vulnerabilities rates them together, by the worst: better than no word at all,
  // and the erratum for this package before those of others. Another name of the same vulnerability has the same
  // ratings.
  if (!alias && (choice.rating == nullptr || choice.by == RatedBy::kErrata)) {
    PQ_TRY(const auto* erratum, vulnerability(statement.advisory));
    const auto bundled = choose_rating(erratum->ratings, statement.source, order);
    if (bundled.rating != nullptr) choice = {bundled.rating, RatedBy::kBundle};
    if (finding.scored == nullptr) finding.scored = choose_vector(erratum->ratings, statement.source, order);
  }
  if (choice.rating != nullptr) {
    finding.rating = *choice.rating;
    finding.rated_by = choice.by;
    finding.severity = severity_of(*choice.rating);
  }
  if (statement.severity == Severity::kUnspecified) return {};
  // A word about this very package, which has its own place among the words of the rules.
  const auto place = [&](std::string_view word) { return std::find(order.begin(), order.end(), word); };
  const auto named = std::find_if(order.begin(), order.end(), [&](const auto& word) {
    return base::equals_ignoring_case(word, finding.rating.source);
  });
  const auto rated = choice.by == RatedBy::kVendor  ? place("vendor")
                     : choice.by == RatedBy::kNamed ? named
                     : choice.by == RatedBy::kOther ? place("other")
                                                    : order.end();
  if (place("package") > rated) return {};
  finding.rating = {.source = statement.source, .severity = statement.severity};
  finding.rated_by = RatedBy::kPackage;
  finding.severity = statement.severity;
  return {};
}

// The best source that denies what `decisive` claims; nullptr: none does.
const Statement* Arbitration::denial_of(const Claim& decisive) const {
  const Statement* best = nullptr;
  for (const auto* one : denials_) {
    if (rules_.rank(*one) >= rules_.rank(*decisive.statement)) continue;
    const bool same = std::find(one->ids.begin(), one->ids.end(), decisive.id) != one->ids.end();
    if (same && (best == nullptr || rules_.rank(*one) < rules_.rank(*best))) best = one;
  }
  return best;
}

// A rejected CVE is nobody's vulnerability any more; copies of it may live on where its record was read before. A database that
// looks at each of its own records, and left one of its own name standing, knows more than the id.
static bool is_only_by_its_cve(std::span<const Claim> claims) {
  return std::all_of(claims.begin(), claims.end(), [](const Claim& each) {
    return each.statement->advisory == each.id || each.statement->distribution;
  });
}

Result<Finding> Arbitration::one(std::span<const Claim> claims) {
  const auto& claim = claims.front();
  const auto& statement = *claim.statement;
  PQ_TRY(const auto* known, vulnerability(claim.id));
  Finding finding{.id = known->id == claim.id ? known->id : arena_.copy(claim.id),
                  .aliases = known->aliases,
                  .vulnerability = known,
                  .fixed = statement.fixed,
                  .range = claim.range,
                  .source = statement.source,
                  .rule = statement.rule,
                  .category = statement.category,
                  .cwes = known->cwes,
                  .exploitation = known->exploitation,
                  .ssvc = known->ssvc};
  PQ_CHECK(rate(claim, *known, finding));
  const auto* denial = denial_of(claim);
  if (denial == nullptr && statement.outcome == Outcome::kNotLinked) denial = &statement;
  if (denial != nullptr) {
    finding.state = FindingState::kNotAffected;
    finding.state_by = arena_.copy(denial->advisory);
  }
  if (known->rejected && finding.state == FindingState::kOpen && is_only_by_its_cve(claims)) {
    finding.state = FindingState::kNotAffected;
    finding.state_by = arena_.copy(std::string(claim.id) + ", which was rejected");
  }
  if (claims.size() == 1) {
    finding.statements = std::span(&statement, 1);  // which all that an erratum bundles share
    return finding;
  }
  const auto statements = arena_.make<Statement>(claims.size());
  std::transform(claims.begin(), claims.end(), statements.begin(),
                 [](const Claim& each) { return *each.statement; });
  finding.statements = statements;
  return finding;
}

}  // namespace pratique::match
