// The fields of records (fields.h). A change of them moves kShardVersion (shard.h).
#pragma once

#include "advisory/fields.h"
#include "advisory/shard.h"

namespace pratique::advisory {

constexpr Severity last_of(Severity) { return Severity::kCritical; }
constexpr Status last_of(Status) { return Status::kUnderInvestigation; }
constexpr Reason last_of(Reason) { return Reason::kDeferred; }
constexpr Activity last_of(Activity) { return Activity::kActive; }
constexpr Automatable last_of(Automatable) { return Automatable::kYes; }
constexpr Impact last_of(Impact) { return Impact::kTotal; }
constexpr Extent last_of(Extent) { return Extent::kComplete; }

// Each takes the type apart, so that a new member does not compile before it is listed here.
template <class Io>
void fields(Io& io, typename Io::template Of<Rating>& rating) {
  auto& [source, vector, score, severity] = rating;
  io(source, vector, score, severity);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Range>& range) {
  auto& [introduced, fixed, last_affected, after_introduced, before_last_affected] = range;
  io(introduced, fixed, last_affected, after_introduced, before_last_affected);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Part>& part) {
  auto& [path, symbols, systems, architectures] = part;
  io(path, symbols, systems, architectures);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Affected>& affected) {
  auto& [ecosystem, name, order, ranges, versions, status, reason, reason_text, fixed_on, module, platform,
         architectures, systems, cpes, only_with, repository, channel, severity, severity_word,
         severity_vector, parts, extent] = affected;
  io(ecosystem, name, order, ranges, versions, status, reason, reason_text, fixed_on, module, platform);
  io(architectures, systems, cpes, only_with, repository, channel, severity, severity_word, severity_vector);
  io(parts, extent);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Advisory>& advisory) {
  auto& [id, source, aliases, upstream, category, published, modified, withdrawn, summary, cwes, references,
         ratings, affected] = advisory;
  io(id, source, aliases, upstream, category, published, modified, withdrawn, summary, cwes, references);
  io(ratings, affected);
}
template <class Io>
void fields(Io& io, typename Io::template Of<FoundAdvisory>& found) {
  auto& [advisory, part, folder] = found;
  io(advisory, part, folder);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Exploitation>& exploitation) {
  auto& [known, ransomware, added, due] = exploitation;
  io(known, ransomware, added, due);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Epss>& epss) {
  auto& [score, percentile, day] = epss;
  io(score, percentile, day);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Ssvc>& ssvc) {
  auto& [exploitation, automatable, impact] = ssvc;
  io(exploitation, automatable, impact);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Enrichment>& enrichment) {
  auto& [id, source, day, ratings, cwes, summary, exploitation, epss, ssvc, seen_exploited] = enrichment;
  io(id, source, day, ratings, cwes, summary, exploitation, epss, ssvc, seen_exploited);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Lifecycle>& lifecycle) {
  auto& [distribution, release, end, extended_end, ended] = lifecycle;
  io(distribution, release, end, extended_end, ended);
}
constexpr OriginKind last_of(OriginKind) { return OriginKind::kContainer; }
template <class Io>
void fields(Io& io, typename Io::template Of<OriginName>& origin) {
  auto& [kind, name, stands_for] = origin;
  io(kind, name, stands_for);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Popularity>& popularity) {
  auto& [ecosystem, name, rank, source, day] = popularity;
  io(ecosystem, name, rank, source, day);
}

}  // namespace pratique::advisory
