// One record for each (source, id), whatever the order in which they came.
#pragma once

#include <functional>

#include "advisory/runs.h"
#include "advisory/shard.h"

namespace pratique::advisory {

// They are given what the order of shards brings (shard.h): of equal (source, id), the record modified last
// first.
bool same_record(const Advisory& a, const Advisory& b);
bool same_record(const Enrichment& a, const Enrichment& b);
bool same_record(const Lifecycle& a, const Lifecycle& b);
bool same_record(const Popularity& a, const Popularity& b);
bool same_record(const OriginName& a, const OriginName& b);

// Whole records: the first stands, with the largest extent that any of them declares. Parts: lists are united,
// the first summary stands, dates widen.
void join(Advisory& into, FoundAdvisory&& next);
void join(Enrichment& into, Enrichment&& next);
// Of two days the later: support was prolonged.
void join(Lifecycle& into, Lifecycle&& next);
// The better rank stands, which comes first.
void join(Popularity& into, Popularity&& next);
// Both lists: the same table may lie there in two states.
void join(OriginName& into, OriginName&& next);

// What two say of one vulnerability: the first day in a catalogue, the newest score.
void join(Exploitation& into, const Exploitation& next);
void join(Epss& into, const Epss& next);

// After the last join: every list sorted and unique; of references only doubles go, for their order is their
// record's, the most telling first.
void finish(Advisory& advisory);
void finish(Enrichment& enrichment);
// Sorted, without doubles.
void normalise(std::vector<Rating>& ratings, std::vector<std::string>& cwes);
void finish(Lifecycle& lifecycle);
void finish(Popularity& popularity);
void finish(OriginName& origin);

// Who is given the records of merged shards, joined, in their order. What a call refuses ends the visit.
struct RecordVisitor {
  std::function<Result<void>(std::string_view line)> digest;
  std::function<Result<void>(const Advisory&)> advisory;
  std::function<Result<void>(const Enrichment&)> enrichment;
  std::function<Result<void>(const Lifecycle&)> lifecycle;
  std::function<Result<void>(const Popularity&)> popularity;
  std::function<Result<void>(const OriginName&)> origin;
  // Before records are joined; may be empty.
  std::function<void(FoundAdvisory&)> declare{};
};
Result<void> visit_records(Items& items, const RecordVisitor& visitor);

}  // namespace pratique::advisory
