#include "advisory/enrichment_tables.h"

#include "advisory/keys.h"

namespace pratique::advisory {

std::uint64_t bits_of(const Enriched& all) {
  return (all.exploitation.known ? kIsExploited : 0) | (all.assessments.empty() ? 0 : kIsAssessed);
}

Result<void> write_enrichments(const Connection& connection, Items& all) {
  PQ_TRY(auto exploited, connection.prepare("INSERT INTO exploited VALUES(?,?,?,?)"));
  PQ_TRY(auto epss, connection.prepare("INSERT INTO epss VALUES(?,?,?,?)"));
  PQ_TRY(auto sighting, connection.prepare("INSERT INTO sighting VALUES(?,?,?)"));
  for (;;) {
    PQ_TRY(const bool any, all.next());
    if (!any) return {};
    const auto id = KeyReader(all.key()).text();
    PQ_TRY(const auto one, Enrichments::unpack(base::as_bytes(all.value())));
    if (one.exploitation.known) {
      exploited.bind(1, id);
      exploited.bind(2, std::int64_t{one.exploitation.added});
      exploited.bind(3, std::int64_t{one.exploitation.due});
      exploited.bind(4, std::int64_t{one.exploitation.ransomware});
      PQ_CHECK(exploited.run());
    }
    if (one.epss.known()) {
      epss.bind(1, id);
      epss.bind(2, std::int64_t{one.epss.score});
      epss.bind(3, std::int64_t{one.epss.percentile});
      epss.bind(4, std::int64_t{one.epss.day});
      PQ_CHECK(epss.run());
    }
    for (const auto& each : one.sightings) {
      sighting.bind(1, id);
      sighting.bind(2, each.source);
      sighting.bind(3, std::int64_t{each.day});
      PQ_CHECK(sighting.run());
    }
  }
}

Result<void> write_enrichment_sources(const Connection& connection,
                                      const std::vector<EnrichmentSource>& sources) {
  PQ_TRY(auto insert, connection.prepare("INSERT INTO enrichment VALUES(?,?,?)"));
  for (const auto& one : sources) {
    insert.bind(1, one.source);
    insert.bind(2, static_cast<std::int64_t>(one.records));
    insert.bind(3, one.newest);
    PQ_CHECK(insert.run());
  }
  return {};
}

Result<std::vector<EnrichmentSource>> read_enrichment_sources(const Connection& connection) {
  PQ_TRY(auto select, connection.prepare("SELECT source, records, newest FROM enrichment ORDER BY source"));
  std::vector<EnrichmentSource> sources;
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) return sources;
    sources.push_back({.source = std::string(select.text(0)),
                       .records = static_cast<std::uint64_t>(select.integer(1)),
                       .newest = std::string(select.text(2))});
  }
}

Result<EnrichmentTables> EnrichmentTables::open(const Connection& connection) {
  EnrichmentTables tables;
  PQ_TRY(tables.exploited_, connection.prepare("SELECT added, due, ransomware FROM exploited WHERE id=?"));
  PQ_TRY(tables.epss_, connection.prepare("SELECT score, percentile, day FROM epss WHERE id=?"));
  PQ_TRY(tables.sighting_, connection.prepare("SELECT source, day FROM sighting WHERE id=? ORDER BY source"));
  PQ_TRY(tables.assessment_, connection.prepare("SELECT facts FROM assessment WHERE key=?"));
  return tables;
}

Result<void> EnrichmentTables::add(std::int64_t key, std::uint64_t bits, const TextOf& text_of,
                                   base::Arena& arena, Vulnerability& into) {
  if ((bits & kIsExploited) != 0) {
    exploited_.bind(1, into.id);
    PQ_TRY(const bool found, exploited_.step());
    if (found)
      into.exploitation = {.known = true,
                           .ransomware = exploited_.integer(2) != 0,
                           .added = static_cast<Day>(exploited_.integer(0)),
                           .due = static_cast<Day>(exploited_.integer(1))};
    exploited_.reset();
  }
  if ((bits & kIsAssessed) == 0) return {};
  assessment_.bind(1, key);
  PQ_TRY(const bool found, assessment_.step());
  const auto blob = found ? arena.copy(base::as_text(assessment_.blob(0))) : std::string_view();
  assessment_.reset();
  if (!found) return base::invalid("advisory database: assessment without a row");
  return add_assessments(base::as_bytes(blob), text_of, arena, into);
}

Result<Epss> EnrichmentTables::epss(std::string_view id) {
  epss_.bind(1, id);
  PQ_TRY(const bool found, epss_.step());
  Epss out;
  if (found)
    out = {.score = static_cast<std::uint32_t>(epss_.integer(0)),
           .percentile = static_cast<std::uint32_t>(epss_.integer(1)),
           .day = static_cast<Day>(epss_.integer(2))};
  epss_.reset();
  return out;
}

Result<std::vector<Sighting>> EnrichmentTables::sightings(std::string_view id) {
  sighting_.bind(1, id);
  std::vector<Sighting> out;
  for (;;) {
    PQ_TRY(const bool any, sighting_.step());
    if (!any) break;
    out.push_back({std::string(sighting_.text(0)), static_cast<Day>(sighting_.integer(1))});
  }
  sighting_.reset();
  return out;
}

}  // namespace pratique::advisory
