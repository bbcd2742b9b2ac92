#include "advisory/merge.h"

#include <algorithm>
#include <map>

namespace pratique::advisory {

namespace {

// `key` must tell apart whatever differs: of equals one is dropped.
template <class T, class Key>
void sort_unique(std::vector<T>& list, const Key& key) {
  std::sort(list.begin(), list.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
  const auto same = [&](const T& a, const T& b) { return key(a) == key(b); };
  list.erase(std::unique(list.begin(), list.end(), same), list.end());
}

void sort_unique(std::vector<std::string>& list) {
  sort_unique(list, [](const std::string& each) -> const std::string& { return each; });
}

// Doubles go: two repositories of one release may list the same fix. The ranges keep their order: it is the
// ecosystem's, which text order would spoil.
void normalise(std::vector<Affected>& list) {
  for (auto& affected : list) sort_unique(affected.versions);
  if (list.size() < 2) return;
  sort_unique(list, [](const Affected& a) { return a.key(); });
}

void normalise(std::vector<Rating>& ratings) {
  sort_unique(ratings, [](const Rating& r) { return std::tuple(r.source, r.vector, r.score, r.severity); });
}

// A record that names itself among its aliases (some do) says nothing by it.
void normalise(Advisory& advisory) {
  sort_unique(advisory.aliases);
  sort_unique(advisory.upstream);
  std::erase(advisory.aliases, advisory.id);
  std::erase(advisory.upstream, advisory.id);
  sort_unique(advisory.cwes);
  normalise(advisory.ratings);
  normalise(advisory.affected);
}

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

// Both texts empty or not: the smaller (larger) of those that are there.
void take_min(std::string& into, const std::string& other) {
  if (into.empty() || (!other.empty() && other < into)) into = other;
}
void take_max(std::string& into, const std::string& other) { into = std::max(into, other); }

// A record that stands in a sample and in the whole database belongs to both.
void raise(std::vector<Affected>& into, const std::vector<Affected>& from) {
  std::map<std::string_view, Extent> largest;
  for (const auto& affected : from) {
    auto& extent = largest[affected.ecosystem];
    extent = std::max(extent, affected.extent);
  }
  for (auto& affected : into) {
    const auto at = largest.find(affected.ecosystem);
    if (at != largest.end()) affected.extent = std::max(affected.extent, at->second);
  }
}

// The parts come in the order of their origin, so "the first summary" is always the same one.
void unite(Advisory& into, Advisory&& part) {
  append(into.aliases, std::move(part.aliases));
  append(into.upstream, std::move(part.upstream));
  append(into.cwes, std::move(part.cwes));
  append(into.references, std::move(part.references));
  append(into.ratings, std::move(part.ratings));
  append(into.affected, std::move(part.affected));
  raise(into.affected, into.affected);
  take_min(into.published, part.published);
  take_max(into.modified, part.modified);
  if (into.summary.empty()) into.summary = std::move(part.summary);
}

void unite(Enrichment& into, Enrichment&& other) {
  append(into.ratings, std::move(other.ratings));
  append(into.cwes, std::move(other.cwes));
  take_min(into.kev_added, other.kev_added);
  if (into.summary.empty()) into.summary = std::move(other.summary);
}

bool same_record(const auto& a, const auto& b) { return a.source == b.source && a.id == b.id; }

}  // namespace

std::vector<Advisory> merge(std::vector<FoundAdvisory> found) {
  // Of equal (source, id), the last modified comes first.
  std::sort(found.begin(), found.end(), [](const FoundAdvisory& a, const FoundAdvisory& b) {
    return std::tie(a.advisory.source, a.advisory.id, b.advisory.modified, a.origin) <
           std::tie(b.advisory.source, b.advisory.id, a.advisory.modified, b.origin);
  });
  std::vector<Advisory> out;
  for (auto& each : found) {
    if (out.empty() || !same_record(out.back(), each.advisory)) {
      out.push_back(std::move(each.advisory));
    } else if (each.part) {
      unite(out.back(), std::move(each.advisory));
    } else {
      raise(out.back().affected, each.advisory.affected);
    }
  }
  for (auto& advisory : out) {
    // References keep their record's order, the most telling first; only doubles go.
    auto& references = advisory.references;
    for (auto at = references.begin(); at != references.end();) {
      at = std::find(references.begin(), at, *at) == at ? at + 1 : references.erase(at);
    }
    normalise(advisory);
  }
  return out;
}

std::vector<Lifecycle> merge(std::vector<Lifecycle> found) {
  std::sort(found.begin(), found.end());
  std::vector<Lifecycle> out;
  for (auto& each : found) {
    if (out.empty() ||
        std::tie(out.back().distribution, out.back().release) != std::tie(each.distribution, each.release)) {
      out.push_back(std::move(each));
    } else {
      take_max(out.back().end, each.end);
      take_max(out.back().extended_end, each.extended_end);
    }
  }
  return out;
}

std::vector<Enrichment> merge(std::vector<FoundEnrichment> found) {
  std::sort(found.begin(), found.end(), [](const FoundEnrichment& a, const FoundEnrichment& b) {
    return std::tie(a.enrichment.source, a.enrichment.id, a.origin) <
           std::tie(b.enrichment.source, b.enrichment.id, b.origin);
  });
  std::vector<Enrichment> out;
  for (auto& each : found) {
    if (out.empty() || !same_record(out.back(), each.enrichment)) {
      out.push_back(std::move(each.enrichment));
    } else {
      unite(out.back(), std::move(each.enrichment));
    }
  }
  for (auto& enrichment : out) {
    sort_unique(enrichment.cwes);
    normalise(enrichment.ratings);
  }
  return out;
}

}  // namespace pratique::advisory
