#include "match/arbitration.h"

#include <algorithm>
#include <tuple>

#include "match/rating.h"

namespace pratique::match {

int rank(const Claim& claim) {
  if (claim.distribution) return 0;
  const auto& id = claim.evidence.advisory;
  if (id.starts_with("GO-") || id.starts_with("RUSTSEC-")) return 1;
  return id.starts_with("GHSA-") ? 2 : 3;
}

namespace {

// Equals rank: a known fix before none, then the higher one (an upgrade to it satisfies the other source as
// well).
bool decides_over(const Claim& a, const Claim& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  const auto& fixed_a = a.evidence.fixed;
  const auto& fixed_b = b.evidence.fixed;
  if (fixed_a.empty() != fixed_b.empty()) return fixed_b.empty();
  if (a.order == b.order && a.order != nullptr) {
    const auto order = a.order->compare(fixed_a, fixed_b);
    if (order != 0) return order > 0;
  }
  return std::tie(a.evidence.advisory, a.evidence.source, a.evidence.range) <
         std::tie(b.evidence.advisory, b.evidence.source, b.evidence.range);
}

bool worse(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  return a.id < b.id;
}

}  // namespace

Result<std::vector<Finding>> Arbitration::decide(std::size_t component, std::vector<Claim> claims) {
  std::map<std::string, std::vector<Claim>> groups;
  for (auto& claim : claims) groups[claim.id].push_back(std::move(claim));
  std::vector<Finding> findings;
  for (auto& [id, group] : groups) {
    PQ_TRY(auto finding, one(component, std::move(group)));
    findings.push_back(std::move(finding));
  }
  std::sort(findings.begin(), findings.end(), worse);
  return findings;
}

Result<const advisory::Vulnerability*> Arbitration::vulnerability(const std::string& id) {
  auto known = vulnerabilities_.find(id);
  if (known == vulnerabilities_.end()) {
    PQ_TRY(auto found, advisories_.vulnerability(id));
    known = vulnerabilities_.emplace(id, std::move(found).value_or(advisory::Vulnerability{})).first;
  }
  return &known->second;
}

Result<Finding> Arbitration::one(std::size_t component, std::vector<Claim> claims) {
  std::sort(claims.begin(), claims.end(), decides_over);
  const auto& first = claims.front();
  PQ_TRY(const auto* known, vulnerability(first.id));
  Finding finding{.id = first.id,
                  .aliases = known->aliases,
                  .component = component,
                  .fixed = first.evidence.fixed,
                  .range = first.evidence.range,
                  .source = first.evidence.source,
                  .rule = first.evidence.rule,
                  .category = first.category,
                  .cwes = known->cwes,
                  .kev_added = known->kev_added};
  const auto* rating = decisive(known->ratings, first.evidence.source);
  const bool own = rating != nullptr && severity_of(*rating) != advisory::Severity::kUnspecified &&
                   !rating->source.ends_with(advisory::kErrataSuffix);
  if (!own) {
    // An erratum that bundles vulnerabilities rates them together, by the worst: better than no word at all,
    // and the erratum for this package before those of others.
    PQ_TRY(const auto* erratum, vulnerability(first.evidence.advisory));
    const auto* word =
        first.evidence.advisory == first.id ? nullptr : decisive(erratum->ratings, first.evidence.source);
    if (word != nullptr && severity_of(*word) != advisory::Severity::kUnspecified) rating = word;
  }
  if (rating != nullptr) {
    finding.rating = *rating;
    finding.severity = severity_of(*rating);
  }
  for (auto& claim : claims) finding.evidence.push_back(std::move(claim.evidence));
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
