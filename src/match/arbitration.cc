#include "match/arbitration.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "match/rating.h"

namespace pratique::match {

int rank(const Word& word) {
  if (word.distribution) return 0;
  const auto id = word.advisory;
  if (id.starts_with("GO-") || id.starts_with("RUSTSEC-")) return 1;
  return id.starts_with("GHSA-") ? 2 : 3;
}

namespace {

// Equals rank: a known fix before none, then the higher one (an upgrade to it satisfies the other source as
// well).
bool decides_over(const Word& a, const Word& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (a.fixed.empty() != b.fixed.empty()) return b.fixed.empty();
  if (a.order == b.order && a.order != nullptr) {
    const auto order = a.order->compare(a.fixed, b.fixed);
    if (order != 0) return order > 0;
  }
  return std::tie(a.advisory, a.source, a.range) < std::tie(b.advisory, b.source, b.range);
}

Evidence evidence_of(const Word& word) {
  return {.advisory = std::string(word.advisory),
          .source = std::string(word.source),
          .ecosystem = std::string(word.ecosystem),
          .range = word.range,
          .fixed = word.fixed,
          .rule = std::string(word.rule)};
}

bool worse(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  return a.id < b.id;
}

}  // namespace

Result<void> Arbitration::decide(std::size_t component, std::vector<Claim> claims,
                                 std::vector<Finding>& findings) {
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.id < b.id; });
  std::vector<Finding> found;
  found.reserve(claims.size());
  for (auto first = claims.begin(); first != claims.end();) {
    const auto last =
        std::find_if(first, claims.end(), [&](const Claim& claim) { return claim.id != first->id; });
    std::sort(first, last, [](const Claim& a, const Claim& b) { return decides_over(*a.word, *b.word); });
    PQ_TRY(auto finding, one(component, std::span<const Claim>(first, last)));
    found.push_back(std::move(finding));
    first = last;
  }
  // A finding is half a kilobyte: each is moved once, to its place.
  std::vector<Finding*> order;
  order.reserve(found.size());
  for (auto& finding : found) order.push_back(&finding);
  std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return worse(*a, *b); });
  for (auto* finding : order) findings.push_back(std::move(*finding));
  return {};
}

Result<const advisory::Vulnerability*> Arbitration::vulnerability(std::string_view id) {
  auto known = vulnerabilities_.find(id);
  if (known == vulnerabilities_.end()) {
    PQ_TRY(auto found, advisories_.vulnerability(id));
    known = vulnerabilities_.emplace(id, std::move(found).value_or(advisory::Vulnerability{})).first;
  }
  return &known->second;
}

// The rating that decides the severity; nullptr when nobody rates it.
Result<const advisory::Rating*> Arbitration::rating_of(const Claim& claim,
                                                       const advisory::Vulnerability& known) {
  const auto& word = *claim.word;
  const auto* rating = decisive(known.ratings, word.source);
  const auto says = [](const advisory::Rating* one) {
    return one != nullptr && severity_of(*one) != advisory::Severity::kUnspecified;
  };
  const bool own = says(rating) && !rating->source.ends_with(advisory::kErrataSuffix);
  if (own || word.advisory == claim.id) return rating;
  // An erratum that bundles vulnerabilities rates them together, by the worst: better than no word at all,
  // and the erratum for this package before those of others.
  PQ_TRY(const auto* erratum, vulnerability(word.advisory));
  const auto* bundled = decisive(erratum->ratings, word.source);
  return says(bundled) ? bundled : rating;
}

Result<Finding> Arbitration::one(std::size_t component, std::span<const Claim> claims) {
  const auto& word = *claims.front().word;
  PQ_TRY(const auto* known, vulnerability(claims.front().id));
  Finding finding{.id = std::string(claims.front().id),
                  .aliases = known->aliases,
                  .component = component,
                  .fixed = word.fixed,
                  .range = word.range,
                  .source = std::string(word.source),
                  .rule = std::string(word.rule),
                  .category = std::string(word.category),
                  .cwes = known->cwes,
                  .kev_added = known->kev_added};
  PQ_TRY(const auto* rating, rating_of(claims.front(), *known));
  if (rating != nullptr) {
    finding.rating = *rating;
    finding.severity = severity_of(*rating);
  }
  finding.evidence.reserve(claims.size());
  for (const auto& claim : claims) finding.evidence.push_back(evidence_of(*claim.word));
  return finding;
}

// Where a vulnerability has no words of its own, the erratum that bundles it has.
Result<void> describe(std::vector<Finding>& findings, const Advisories& advisories) {
  std::map<std::string, std::string> known;
  const auto summary = [&](const std::string& id) -> Result<std::string> {
    if (const auto found = known.find(id); found != known.end()) return found->second;
    PQ_TRY(auto texts, advisories.texts(id));
    return known.emplace(id, std::move(texts.summary)).first->second;
  };
  for (auto& finding : findings) {
    PQ_TRY(finding.summary, summary(finding.id));
    if (!finding.summary.empty() || finding.evidence.empty()) continue;
    PQ_TRY(finding.summary, summary(finding.evidence.front().advisory));
  }
  return {};
}

}  // namespace pratique::match
