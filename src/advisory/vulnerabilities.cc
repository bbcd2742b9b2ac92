#include "advisory/vulnerabilities.h"

#include <algorithm>
#include <tuple>

#include "advisory/alias_groups.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxWeaknesses = 200;  // of a group; a single record has a handful

// One record of a vulnerability, as both kinds of record have it.
struct Voice {
  std::uint64_t number = 0;
  std::string_view id;
  int rank = 0;  // whose summary stands for the group: lower first
  const std::vector<Rating>* ratings = nullptr;
  const std::vector<std::string>* cwes = nullptr;
  std::string_view published{}, modified{}, kev_added{};
};

// Titles written for the ecosystem stand before a CNA's text.
int rank_of(const Advisory& advisory) { return advisory.source == "ghsa" ? 0 : 1; }
constexpr int kEnrichmentRank = 2;

std::map<std::string_view, std::vector<Voice>> voices_of(const Collection& collection, const Groups& groups) {
  std::map<std::string_view, std::vector<Voice>> voices;
  std::uint64_t number = 0;
  for (const auto& each : collection.advisories) {
    voices[groups.preferred(each.id)].push_back({.number = ++number,
                                                 .id = each.id,
                                                 .rank = rank_of(each),
                                                 .ratings = &each.ratings,
                                                 .cwes = &each.cwes,
                                                 .published = each.published,
                                                 .modified = each.modified});
  }
  for (const auto& each : collection.enrichments) {
    voices[groups.preferred(each.id)].push_back({.number = ++number,
                                                 .id = each.id,
                                                 .rank = kEnrichmentRank,
                                                 .ratings = &each.ratings,
                                                 .cwes = &each.cwes,
                                                 .kev_added = each.kev_added});
  }
  return voices;
}

// The first date, the last change, every rating and weakness.
void add(Facts& facts, const Voice& voice) {
  facts.ratings.insert(facts.ratings.end(), voice.ratings->begin(), voice.ratings->end());
  facts.cwes.insert(facts.cwes.end(), voice.cwes->begin(), voice.cwes->end());
  if (facts.published.empty() || (!voice.published.empty() && voice.published < facts.published))
    facts.published = voice.published;
  facts.modified = std::max<std::string_view>(facts.modified, voice.modified);
  if (facts.kev_added.empty()) facts.kev_added = voice.kev_added;
  facts.records.push_back(voice.number);
}

Facts facts_of(std::vector<Voice> voices) {
  std::sort(voices.begin(), voices.end(), [](const Voice& a, const Voice& b) {
    if (a.rank != b.rank) return a.rank < b.rank;
    return a.id != b.id ? preferred_before(a.id, b.id) : a.number < b.number;
  });
  Facts facts;
  for (const auto& voice : voices) add(facts, voice);
  std::sort(facts.cwes.begin(), facts.cwes.end());
  facts.cwes.erase(std::unique(facts.cwes.begin(), facts.cwes.end()), facts.cwes.end());
  if (facts.cwes.size() > kMaxWeaknesses) facts.cwes.resize(kMaxWeaknesses);
  std::stable_sort(facts.ratings.begin(), facts.ratings.end(), [](const Rating& a, const Rating& b) {
    return std::tie(a.source, a.vector, a.severity) < std::tie(b.source, b.vector, b.severity);
  });
  return facts;
}

bool says_something(const Rating& rating) {
  return rating.severity != Severity::kUnspecified || rating.score > 0;
}

// The lowest word of the errata for each vulnerability that they bundle.
std::map<std::string_view, Rating> errata_ratings(const Collection& collection, const Groups& groups) {
  std::map<std::string_view, Rating> lowest;
  for (const auto& each : collection.advisories) {
    if (!each.withdrawn.empty() || !each.category.empty()) continue;
    for (const auto& rating : each.ratings) {
      if (rating.severity == Severity::kUnspecified) continue;
      for (const auto& id : each.upstream) {
        auto& known = lowest[groups.preferred(id)];
        const bool lower = known.source.empty() || rating.severity < known.severity;
        if (lower) known = {.source = each.source + std::string(kErrataSuffix), .severity = rating.severity};
      }
    }
  }
  return lowest;
}

}  // namespace

Groups::Groups(const std::vector<std::vector<std::string>>& groups) {
  for (const auto& group : groups) {
    for (const auto& id : group) group_of_.emplace(id, &group);
  }
}

const std::vector<std::string>* Groups::members(std::string_view id) const {
  const auto found = group_of_.find(id);
  return found == group_of_.end() ? nullptr : found->second;
}

std::string_view Groups::preferred(std::string_view id) const {
  const auto* group = members(id);
  return group == nullptr ? id : std::string_view(group->front());
}

std::map<std::string_view, std::string_view> Groups::others() const {
  std::map<std::string_view, std::string_view> others;
  for (const auto& [id, group] : group_of_) {
    if (id != group->front()) others.emplace(id, group->front());
  }
  return others;
}

std::map<std::string_view, Facts> gather(const Collection& collection, const Groups& groups) {
  std::map<std::string_view, Facts> all;
  for (auto& [id, voices] : voices_of(collection, groups)) {
    auto& facts = all[id] = facts_of(std::move(voices));
    const auto* members = groups.members(id);
    if (members != nullptr) facts.aliases.assign(members->begin() + 1, members->end());
    std::sort(facts.aliases.begin(), facts.aliases.end());
  }
  for (auto& [id, rating] : errata_ratings(collection, groups)) {
    const auto at = all.find(id);
    if (at == all.end() || std::any_of(at->second.ratings.begin(), at->second.ratings.end(), says_something))
      continue;
    at->second.ratings.push_back(std::move(rating));
  }
  return all;
}

}  // namespace pratique::advisory
