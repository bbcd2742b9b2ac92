// What is said of findings once they are judged and chosen: summaries, likelihoods, sightings. None of it decides anything.
#include <algorithm>
#include <unordered_map>

#include "base/text_hash.h"
#include "match/advisories.h"
#include "match/judgement.h"

namespace pratique::match {

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

Result<void> forecast(Finding& finding, const Advisories& advisories, base::Arena& arena) {
  PQ_TRY(finding.epss, advisories.epss(finding.id));
  PQ_TRY(const auto sightings, advisories.sightings(finding.id));
  std::vector<std::string_view> sources;
  for (const auto& one : sightings) sources.push_back(arena.copy(one.source));
  finding.seen_by = arena.copy(std::span<const std::string_view>(sources));
  return {};
}

Result<void> forecast(Judgement& judgement, const Advisories& advisories) {
  std::unordered_map<std::string_view, const Finding*, base::TextHash> known;
  for (auto& finding : judgement.findings) {
    const auto [at, added] = known.try_emplace(finding.id, &finding);
    if (added) PQ_CHECK(forecast(finding, advisories, *judgement.arena));
    finding.epss = at->second->epss;
    finding.seen_by = at->second->seen_by;
  }
  return {};
}

}  // namespace pratique::match
