#include "match/arbitration.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "match/rating.h"

namespace pratique::match {

using advisory::Severity;

int rank(const Statement& statement) {
  if (statement.distribution) return 0;
  const auto id = statement.advisory;
  if (id.starts_with("GO-") || id.starts_with("RUSTSEC-")) return 1;
  return id.starts_with("GHSA-") ? 2 : 3;
}

namespace {

// Equals rank: what affects before what is not linked, a known fix before none, then the higher one (an upgrade to it satisfies the other source as
// well).
bool decides_over(const Claim& one, const Claim& other) {
  const auto &a = *one.statement, &b = *other.statement;
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (a.outcome != b.outcome) return a.outcome == Outcome::kAffected;
  if (a.fixed.empty() != b.fixed.empty()) return b.fixed.empty();
  if (a.order == b.order && a.order != nullptr) {
    const auto order = a.order->compare(a.fixed, b.fixed);
    if (order != 0) return order > 0;
  }
  return std::tie(a.advisory, a.source, one.range) < std::tie(b.advisory, b.source, other.range);
}

}  // namespace

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
    if (last - first > 1) std::sort(first, last, decides_over);
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

// The rating that decides the severity; nullptr when nobody rates it.
Result<const advisory::RatingView*> Arbitration::rating_of(const Claim& claim,
                                                           const advisory::Vulnerability& known) {
  const auto& statement = *claim.statement;
  const auto* rating = decisive(known.ratings, statement.source);
  const auto says = [](const advisory::RatingView* one) {
    return one != nullptr && severity_of(*one) != Severity::kUnspecified;
  };
  const bool own = says(rating) && !rating->source.ends_with(advisory::kErrataSuffix);
  if (own || statement.advisory == claim.id) return rating;
  // Another name of the same vulnerability has the same ratings.
  if (std::binary_search(known.aliases.begin(), known.aliases.end(), statement.advisory)) return rating;
  // An erratum that bundles vulnerabilities rates them together, by the worst: better than no word at all,
  // and the erratum for this package before those of others.
  PQ_TRY(const auto* erratum, vulnerability(statement.advisory));
  const auto* bundled = decisive(erratum->ratings, statement.source);
  return says(bundled) ? bundled : rating;
}

// The best source that denies what `decisive` claims; nullptr: none does.
const Statement* Arbitration::denial_of(const Claim& decisive) const {
  const Statement* best = nullptr;
  for (const auto* one : denials_) {
    if (rank(*one) >= rank(*decisive.statement)) continue;
    const bool same = std::find(one->ids.begin(), one->ids.end(), decisive.id) != one->ids.end();
    if (same && (best == nullptr || rank(*one) < rank(*best))) best = one;
  }
  return best;
}

Result<Finding> Arbitration::one(std::span<const Claim> claims) {
  const auto& claim = claims.front();
  const auto& statement = *claim.statement;
  PQ_TRY(const auto* known, vulnerability(claim.id));
  Finding finding{.id = known->id == claim.id ? known->id : arena_.copy(claim.id),
                  .aliases = known->aliases,
                  .fixed = statement.fixed,
                  .range = claim.range,
                  .source = statement.source,
                  .rule = statement.rule,
                  .category = statement.category,
                  .cwes = known->cwes,
                  .exploitation = known->exploitation,
                  .ssvc = known->ssvc};
  PQ_TRY(const auto* rating, rating_of(claim, *known));
  if (rating != nullptr) {
    finding.rating = *rating;
    finding.severity = severity_of(*rating);
  }
  // A word about this package goes before one about the vulnerability; a vector says more than a word.
  if (statement.severity != advisory::Severity::kUnspecified &&
      (rating == nullptr || rating->vector.empty())) {
    finding.rating = {.source = statement.source, .severity = statement.severity};
    finding.severity = statement.severity;
  }
  const auto* denial = denial_of(claim);
  if (denial == nullptr && statement.outcome == Outcome::kNotLinked) denial = &statement;
  if (denial != nullptr) {
    finding.state = FindingState::kNotAffected;
    finding.state_by = arena_.copy(denial->advisory);
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

const char* to_string(FindingState state) {
  switch (state) {
    case FindingState::kOpen:
      return "open";
    case FindingState::kNotAffected:
      return "not-affected";
    case FindingState::kSuppressed:
      return "suppressed";
  }
  return "open";
}

// Where a vulnerability has no words of its own, the erratum that bundles it has.
Result<void> describe(Judgement& judgement, std::span<const Finding* const> shown,
                      const Advisories& advisories) {
  std::unordered_map<std::string_view, std::string_view, base::TextHash> known;
  const auto summary = [&](std::string_view id) -> Result<std::string_view> {
    if (const auto found = known.find(id); found != known.end()) return found->second;
    PQ_TRY(const auto texts, advisories.texts(id));
    return known.emplace(id, judgement.arena->copy(texts.summary)).first->second;
  };
  for (const auto* one : shown) {
    auto& finding = judgement.findings[static_cast<std::size_t>(one - judgement.findings.data())];
    PQ_TRY(finding.summary, summary(finding.id));
    if (!finding.summary.empty() || finding.statements.empty()) continue;
    PQ_TRY(finding.summary, summary(finding.statements.front().advisory));
  }
  return {};
}

bool Judgement::has(std::string_view enrichment) const {
  return std::any_of(enrichments.begin(), enrichments.end(),
                     [&](const auto& each) { return each.source == enrichment; });
}

Result<void> forecast(Judgement& judgement, const Advisories& advisories) {
  if (!judgement.has(advisory::kEpssSource)) return {};
  std::unordered_map<std::string_view, advisory::Epss, base::TextHash> known;
  for (auto& finding : judgement.findings) {
    const auto [at, added] = known.try_emplace(finding.id);
    if (added) {
      PQ_TRY(at->second, advisories.epss(finding.id));
    }
    finding.epss = at->second;
  }
  return {};
}

}  // namespace pratique::match
