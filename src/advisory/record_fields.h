// The fields of records (fields.h). A change of them moves kShardVersion.
#pragma once

#include "advisory/fields.h"
#include "advisory/shard.h"

namespace pratique::advisory {

constexpr Severity last_of(Severity) { return Severity::kCritical; }
constexpr Status last_of(Status) { return Status::kUnderInvestigation; }
constexpr Reason last_of(Reason) { return Reason::kDeferred; }
constexpr Extent last_of(Extent) { return Extent::kComplete; }

template <class Io>
void fields(Io& io, typename Io::template Of<Rating>& rating) {
  io(rating.source, rating.vector, rating.score, rating.severity);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Range>& range) {
  io(range.introduced, range.fixed, range.last_affected, range.after_introduced);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Part>& part) {
  io(part.path, part.symbols, part.systems, part.architectures);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Affected>& a) {
  io(a.ecosystem, a.name, a.order, a.ranges, a.versions, a.status, a.reason, a.reason_text, a.fixed_on);
  io(a.module, a.platform, a.architectures, a.systems, a.cpes, a.repository, a.channel);
  io(a.severity, a.severity_word, a.severity_vector, a.parts, a.extent);
}
template <class Io>
void fields(Io& io, typename Io::template Of<FoundAdvisory>& found) {
  auto& a = found.advisory;
  io(a.id, a.source, a.aliases, a.upstream, a.category, a.published, a.modified, a.withdrawn, a.summary);
  io(a.cwes, a.references, a.ratings, a.affected, found.part, found.folder);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Enrichment>& e) {
  io(e.id, e.source, e.ratings, e.cwes, e.summary, e.kev_added);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Lifecycle>& life) {
  io(life.distribution, life.release, life.end, life.extended_end);
}

}  // namespace pratique::advisory
