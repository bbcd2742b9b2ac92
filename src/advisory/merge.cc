#include "advisory/merge.h"

#include <algorithm>
#include <map>
#include <set>

#include "advisory/keys.h"

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

// The first of equals stays where it is.
void drop_doubles(std::vector<std::string>& list) {
  std::vector<bool> is_first;
  {
    std::set<std::string_view> seen;
    for (const auto& each : list) is_first.push_back(seen.insert(each).second);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!is_first[i]) continue;
    if (kept != i) list[kept] = std::move(list[i]);
    ++kept;
  }
  list.resize(kept);
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
  const auto differs = [&](const Affected& each) { return each.extent != from.front().extent; };
  if (&into == &from && std::none_of(from.begin(), from.end(), differs)) return;
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
  take_min(into.published, part.published);
  take_max(into.modified, part.modified);
  if (into.summary.empty()) into.summary = std::move(part.summary);
}

}  // namespace

bool same_record(const Advisory& a, const Advisory& b) { return a.source == b.source && a.id == b.id; }
bool same_record(const Enrichment& a, const Enrichment& b) { return a.source == b.source && a.id == b.id; }
bool same_record(const Lifecycle& a, const Lifecycle& b) {
  return a.distribution == b.distribution && a.release == b.release;
}

bool same_record(const Popularity& a, const Popularity& b) {
  return a.ecosystem == b.ecosystem && a.name == b.name;
}

bool same_record(const OriginName& a, const OriginName& b) { return a.kind == b.kind && a.name == b.name; }

void join(Advisory& into, FoundAdvisory&& next) {
  if (next.part) {
    unite(into, std::move(next.advisory));
  } else {
    raise(into.affected, next.advisory.affected);
  }
}

void join(Enrichment& into, Enrichment&& next) {
  append(into.ratings, std::move(next.ratings));
  append(into.cwes, std::move(next.cwes));
  join(into.exploitation, next.exploitation);
  join(into.epss, next.epss);
  if (!into.ssvc.known()) into.ssvc = next.ssvc;
  // The first report of an exploitation counts, else the last word.
  const bool earlier = into.seen_exploited && next.seen_exploited && next.day != 0 && next.day < into.day;
  into.day = earlier ? next.day : std::max(into.day, next.day);
  into.seen_exploited = into.seen_exploited || next.seen_exploited;
  if (into.summary.empty()) into.summary = std::move(next.summary);
}

void join(Exploitation& into, const Exploitation& next) {
  const auto earlier = [](Day a, Day b) { return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b); };
  into.known = into.known || next.known;
  into.ransomware = into.ransomware || next.ransomware;
  into.added = earlier(into.added, next.added);
  into.due = earlier(into.due, next.due);
}

void join(Epss& into, const Epss& next) {
  if (std::tie(into.day, into.score, into.percentile) < std::tie(next.day, next.score, next.percentile))
    into = next;
}

void join(Lifecycle& into, Lifecycle&& next) {
  take_max(into.end, next.end);
  take_max(into.extended_end, next.extended_end);
  into.ended = into.ended || next.ended;
}

void join(Popularity&, Popularity&&) {}
void join(OriginName& into, OriginName&& next) { append(into.stands_for, std::move(next.stands_for)); }

void finish(Advisory& advisory) {
  // Of parts, once for all of them: a record may have hundreds.
  raise(advisory.affected, advisory.affected);
  drop_doubles(advisory.references);
  normalise(advisory);
}

void finish(Enrichment& enrichment) { normalise(enrichment.ratings, enrichment.cwes); }

void normalise(std::vector<Rating>& ratings, std::vector<std::string>& cwes) {
  normalise(ratings);
  sort_unique(cwes);
}

void finish(Lifecycle& lifecycle) { lifecycle.ended = lifecycle.ended && lifecycle.end.empty(); }
void finish(Popularity&) {}
void finish(OriginName& origin) { sort_unique(origin.stands_for); }

namespace {

// Records of one kind, of which equals are joined.
template <class T>
class Joined {
 public:
  explicit Joined(const std::function<Result<void>(const T&)>& give) : give_(give) {}

  template <class Found>
  Result<void> add(Found&& found, T& record) {
    if (any_ && same_record(current_, record)) {
      join(current_, std::forward<Found>(found));
      return {};
    }
    PQ_CHECK(flush());
    current_ = std::move(record);
    any_ = true;
    return {};
  }
  Result<void> flush() {
    if (!any_) return {};
    any_ = false;
    finish(current_);
    return give_(current_);
  }

 private:
  const std::function<Result<void>(const T&)>& give_;
  T current_;
  bool any_ = false;
};

class Visit {
 public:
  explicit Visit(const RecordVisitor& visitor) : visitor_(visitor) {}

  Result<void> item(std::string_view key, base::Bytes value) {
    const auto kind = static_cast<ShardKind>(KeyReader(key).byte());
    if (kind != ShardKind::kAdvisory) PQ_CHECK(advisories_.flush());
    switch (kind) {
      case ShardKind::kDigest:
        return digest(key);
      case ShardKind::kAdvisory: {
        PQ_TRY(auto found, decode_advisory(value));
        if (visitor_.declare) visitor_.declare(found);
        return advisories_.add(std::move(found), found.advisory);
      }
      case ShardKind::kEnrichment: {
        PQ_TRY(auto found, decode_enrichment(value));
        return enrichments_.add(std::move(found), found);
      }
      case ShardKind::kLifecycle: {
        PQ_TRY(auto found, decode_lifecycle(value));
        return lifecycles_.add(std::move(found), found);
      }
      case ShardKind::kPopularity: {
        PQ_TRY(auto found, decode_popularity(value));
        return popularities_.add(std::move(found), found);
      }
      case ShardKind::kOrigin: {
        PQ_TRY(auto found, decode_origin(value));
        return origins_.add(std::move(found), found);
      }
    }
    return base::invalid("shard: unknown kind of record");
  }
  Result<void> end() {
    PQ_CHECK(advisories_.flush());
    PQ_CHECK(enrichments_.flush());
    PQ_CHECK(lifecycles_.flush());
    PQ_CHECK(popularities_.flush());
    return origins_.flush();
  }

 private:
  // The same file in two packs counts once.
  Result<void> digest(std::string_view key) {
    if (key == digest_) return {};
    digest_ = key;
    KeyReader reader(key);
    reader.byte();
    return visitor_.digest(reader.text());
  }

  const RecordVisitor& visitor_;
  std::string digest_;
  Joined<Advisory> advisories_{visitor_.advisory};
  Joined<Enrichment> enrichments_{visitor_.enrichment};
  Joined<Lifecycle> lifecycles_{visitor_.lifecycle};
  Joined<Popularity> popularities_{visitor_.popularity};
  Joined<OriginName> origins_{visitor_.origin};
};

}  // namespace

Result<void> visit_records(Items& items, const RecordVisitor& visitor) {
  Visit visit(visitor);
  for (;;) {
    PQ_TRY(const bool any, items.next());
    if (!any) return visit.end();
    PQ_CHECK(visit.item(items.key(), base::as_bytes(items.value())));
  }
}

}  // namespace pratique::advisory
