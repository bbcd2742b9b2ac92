#include "advisory/enrichments.h"

#include <algorithm>

#include "advisory/beside.h"
#include "advisory/merge.h"
#include "advisory/record_fields.h"

namespace pratique::advisory {

template <class Io>
void fields(Io& io, typename Io::template Of<Assessment>& one) {
  auto& [source, ratings, cwes, ssvc] = one;
  io(source, ratings, cwes, ssvc);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Sighting>& one) {
  auto& [source, day] = one;
  io(source, day);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Enriched>& all) {
  auto& [exploitation, epss, assessments, sightings] = all;
  io(exploitation, epss, assessments, sightings);
}

namespace {

constexpr std::size_t kMaxWeaknesses = 200;  // by one source; a record has a handful

bool says_something(const Assessment& one) {
  return !one.ratings.empty() || !one.cwes.empty() || one.ssvc.known();
}

// They come sorted by source; of one that reports it under several names the first day stands.
void add(std::vector<Sighting>& all, Sighting next) {
  if (all.empty() || all.back().source != next.source) return all.push_back(std::move(next));
  auto& day = all.back().day;
  if (day == 0 || (next.day != 0 && next.day < day)) day = next.day;
}

// One source may say something of several names of a vulnerability.
void add(Enriched& into, Enrichment&& found) {
  join(into.exploitation, found.exploitation);
  join(into.epss, found.epss);
  if (found.seen_exploited) add(into.sightings, {found.source, found.day});
  Assessment next{.source = std::move(found.source),
                  .ratings = std::move(found.ratings),
                  .cwes = std::move(found.cwes),
                  .ssvc = found.ssvc};
  if (!says_something(next)) return;
  auto& all = into.assessments;
  if (all.empty() || all.back().source != next.source) return all.push_back(std::move(next));
  auto& last = all.back();
  std::move(next.ratings.begin(), next.ratings.end(), std::back_inserter(last.ratings));
  std::move(next.cwes.begin(), next.cwes.end(), std::back_inserter(last.cwes));
  if (!last.ssvc.known()) last.ssvc = next.ssvc;
}

bool is_word(const Assessment& one) { return one.source.ends_with(kErrataSuffix); }

bool rates(const Assessment& one) {
  return !is_word(one) && std::any_of(one.ratings.begin(), one.ratings.end(), [](const Rating& rating) {
    return rating.severity != Severity::kUnspecified || rating.score > 0;
  });
}

void finish(Enriched& all) {
  if (std::any_of(all.assessments.begin(), all.assessments.end(), rates))
    std::erase_if(all.assessments, is_word);
  for (auto& one : all.assessments) {
    normalise(one.ratings, one.cwes);
    if (one.cwes.size() > kMaxWeaknesses) one.cwes.resize(kMaxWeaknesses);
  }
}

}  // namespace

Result<void> Enrichments::add(const Enrichment& enrichment) {
  auto facts = enrichment;
  facts.summary.clear();  // the texts have their own table
  return by_id_.add(Key().text(enrichment.id).text(enrichment.source).view(), packed(facts));
}

Result<void> Enrichments::settle(AliasGrouper& groups, Items& words) {
  PQ_TRY(const auto named, by_id_.sorted());
  PQ_TRY(auto members, groups.members());
  Beside group(std::move(members));
  for (;;) {
    PQ_TRY(const bool any, named->next());
    if (!any) break;
    KeyReader key(named->key());
    const auto id = key.text();
    PQ_TRY(const bool grouped, group.at(id));
    const auto preferred = grouped ? group.item().value() : std::string_view(id);
    PQ_CHECK(by_preferred_.add(Key().text(preferred).text(key.text()).text(id).view(), named->value()));
  }
  for (;;) {
    PQ_TRY(const bool any, words.next());
    if (!any) break;
    PQ_TRY(const auto word, decode_enrichment(base::as_bytes(words.value())));
    PQ_CHECK(
        by_preferred_.add(Key().text(words.key()).text(word.source).text(words.key()).view(), words.value()));
  }
  PQ_TRY(const auto sorted, by_preferred_.sorted());
  std::string current;
  Enriched all;
  for (bool first = true;; first = false) {
    PQ_TRY(const bool any, sorted->next());
    auto id = KeyReader(any ? sorted->key() : std::string_view()).text();
    if (!first && (!any || id != current)) {
      finish(all);
      PQ_CHECK(settled_.add(Key().text(current).view(), packed(std::exchange(all, {}))));
    }
    if (!any) break;
    current = std::move(id);
    PQ_TRY(auto found, decode_enrichment(base::as_bytes(sorted->value())));
    advisory::add(all, std::move(found));
  }
  run_ = std::move(settled_).take();
  return {};
}

Result<Enriched> Enrichments::unpack(base::Bytes value) { return unpacked<Enriched>(value); }

}  // namespace pratique::advisory
