// The tables of enrichments in the database, written and read (docs/formats/database.md, "Enrichments").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/database.h"
#include "advisory/enrichments.h"
#include "advisory/record.h"
#include "advisory/sqlite.h"
#include "advisory/views.h"

namespace pratique::advisory {

inline constexpr const char* kEnrichmentSchema =
    "CREATE TABLE exploited(id TEXT PRIMARY KEY, added INTEGER NOT NULL, due INTEGER NOT NULL,"
    " ransomware INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE epss(id TEXT PRIMARY KEY, score INTEGER NOT NULL, percentile INTEGER NOT NULL,"
    " day INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE sighting(id TEXT NOT NULL, source TEXT NOT NULL, day INTEGER NOT NULL,"
    " PRIMARY KEY(id, source)) WITHOUT ROWID;"
    "CREATE TABLE assessment(key INTEGER PRIMARY KEY, facts BLOB NOT NULL);"
    "CREATE TABLE enrichment(source TEXT PRIMARY KEY, records INTEGER NOT NULL, newest TEXT NOT NULL)"
    " WITHOUT ROWID;";

// Which tables a look-up of judging has to ask: bits of Facts::enriched.
inline constexpr std::uint64_t kIsExploited = 1, kIsAssessed = 2;
std::uint64_t bits_of(const Enriched& all);

// Of the items of Enrichments::all(), what stands by id: exploitation and scores. Assessments stand by the keys of
// vulnerabilities and are written with these.
Result<void> write_enrichments(const Connection& connection, Items& all);
// Sorted by source.
Result<void> write_enrichment_sources(const Connection& connection,
                                      const std::vector<EnrichmentSource>& sources);
Result<std::vector<EnrichmentSource>> read_enrichment_sources(const Connection& connection);

// As Database: not thread-safe.
class EnrichmentTables {
 public:
  static Result<EnrichmentTables> open(const Connection& connection);
  // What `bits` say is there of a vulnerability, whose preferred id and facts `into` has, by the key of its row. The
  // texts are copied into `arena`, but for those that text_of() gives.
  Result<void> add(std::int64_t key, std::uint64_t bits, const TextOf& text_of, base::Arena& arena,
                   Vulnerability& into);
  Result<Epss> epss(std::string_view id);
  Result<std::vector<Sighting>> sightings(std::string_view id);

 private:
  EnrichmentTables() = default;
  // Reset after each use.
  SqlStatement exploited_, epss_, assessment_, sighting_;
};

}  // namespace pratique::advisory
