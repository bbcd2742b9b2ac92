// What the commands of the advisory database say: typed documents, written by the reports of format/db_*.cc
// (docs/formats/database.md). Plain values: no database is open while they are written.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "advisory/advisory.h"
#include "match/staleness.h"
#include "report/enrichment.h"
#include "report/report.h"
#include "report/table.h"

namespace pratique::report {

// `db status`: what it covers.
struct DatabaseStatus {
  std::string path, fingerprint;
  // RFC 3339; empty when no record has a date.
  std::string newest;
  std::vector<advisory::EnrichmentSource> enrichments;
  // nullptr: it has none of that source.
  const advisory::EnrichmentSource* enrichment(std::string_view source) const {
    const auto at = std::find_if(enrichments.begin(), enrichments.end(),
                                 [&](const auto& each) { return each.source == source; });
    return at == enrichments.end() ? nullptr : &*at;
  }
  // What could not be read when it was built, a line each.
  std::vector<std::string> missing;
  std::vector<advisory::KeptFeed> kept;
  // Names of repositories and of containers of which it knows what they stand for.
  std::uint64_t repositories = 0, containers = 0;
  std::vector<advisory::Coverage> coverage;
  // Who signed it: ids of keys, how many of them must, what version it is of what they publish, until when that holds
  // (RFC 3339). Nothing: no signed publication is remembered that names these bytes.
  struct Signed {
    std::vector<std::string> keys;
    std::uint64_t threshold = 1, version = 0;
    std::string expires;
  };
  std::optional<Signed> is_signed = std::nullopt;
  // Ecosystems of `coverage` by which no package is judged, and why (advisory/unmatched.h); sorted.
  std::vector<std::pair<std::string, std::string>> unmatched{};
  // Feeds of which it is told whether their publishers' signatures hold, and what is told; sorted.
  std::vector<std::pair<std::string, std::string>> signatures{};
  // Against which the age of what it covers is measured.
  match::Reference day;
  bool is_old(const advisory::Coverage& row) const { return !match::old_data("", row.newest, day).empty(); }
};

// `db build`: what was read, and what could not be. Lists of lines are cut as the build cuts them.
struct DatabaseBuild {
  // What one reader took of one input.
  struct Feed {
    // "osv-json"; "go-vulndb-osv".
    std::string reader, input;
    std::uint64_t files = 0, advisories = 0, skipped = 0;
  };
  std::string path, fingerprint;
  // Of the database.
  std::uint64_t bytes = 0;
  std::vector<Feed> feeds;
  // Inputs that could not be read, of which an earlier build's records go on.
  std::vector<advisory::KeptFeed> kept;
  // What a partial database lacks; what else could not be read, a line each.
  std::vector<std::string> missing, unread;
  // Inputs that no reader knows; how many files in the others.
  std::vector<std::string> unknown;
  std::uint64_t unknown_files = 0;
  // Samples and test data.
  std::vector<std::string> left_out;
  // Against the database that was there.
  std::optional<advisory::Difference> difference;
};

// `db diff`: what is new in one against the other.
struct DatabaseDifference {
  // As they were named.
  std::string older, newer;
  advisory::Difference difference;
};

// `db verify`: it is sound; a damaged one is an error and has no document.
struct DatabaseCheck {
  std::string path, fingerprint;
  // "sha256:…" of the whole file.
  std::string digest;
  std::uint64_t pages = 0;
};

// `db search`: what each advisory says of one package.
struct DatabaseHits {
  struct Row {
    std::string id, source;
    // Other ids of the same vulnerability.
    std::vector<std::string> aliases;
    // Those that it is about.
    std::vector<std::string> vulnerabilities;
    advisory::Severity severity = advisory::Severity::kUnspecified;
    bool withdrawn = false;
    std::string ecosystem, package, range;
    // Advisory::Status, Reason.
    std::string status, reason;
    // The status: only then there is a fix to be told.
    bool affected = true;
    // In the order of the ranges.
    std::vector<std::string> fixed;
    // Of several vulnerabilities, the worst of each.
    EnrichedFinding enriched;
  };
  // Repositories and containers of this name.
  std::vector<advisory::OriginName> origins;
  std::vector<Row> rows;
  // All that there are; `rows` may be limited.
  std::uint64_t total = 0;
};

// `db show`: all that is known of one vulnerability, each source's word beside the others'; or of the releases of one
// product, which has no records.
struct DatabaseEntry {
  struct Rating {
    std::string source;
    advisory::Severity severity = advisory::Severity::kUnspecified;
    double score = 0;
    std::string vector;
  };
  // What one record says of one package.
  struct Statement {
    std::string ecosystem, package, range;
    // Advisory::Status, Reason; the source's own sentence on it.
    std::string status, reason, reason_text;
    std::vector<std::string> fixed;
    // Day of the fix.
    std::string fixed_on;
    // The source's own severity for this package, its word and vector.
    std::string severity, severity_vector;
    // "module perl:5.32", "architecture x86_64", "channel esm-apps": what it holds for.
    std::vector<std::string> only_for;
    // The package's place among those of its ecosystem that are used most, 1 the first; 0: nobody counted.
    std::uint32_t popularity = 0;
  };
  struct Record {
    std::string source, id, category, summary;
    bool withdrawn = false, enrichment = false, own = false;
    // Those that it is about, where these are not it itself.
    std::vector<std::string> vulnerabilities;
    std::vector<Statement> statements;
    std::vector<std::string> references;
  };
  // How long a release is maintained (advisory::Lifecycle): of a distribution by its os-release ID, of another product by
  // its name at endoflife.date.
  struct Support {
    std::string product, release;
    // Days; empty: none is known.
    std::string ends, extended;
    // It has ended, though nobody says when.
    bool ended = false;
  };
  // As asked for; the preferred id of its group, and the others. Of a product that was asked for: its name.
  std::string asked, id;
  std::vector<std::string> aliases;
  std::string published, modified;
  std::vector<std::string> weaknesses;
  std::vector<Rating> ratings;
  EnrichedFinding enriched;
  // Who but CISA knows of an exploitation, and the day of the first report ("2026-08-21"; empty: nobody says).
  std::vector<std::pair<std::string, std::string>> sightings;
  // Sorted by source and id, those that only enrich last.
  std::vector<Record> records;
  // Of the releases that the records are about, or of the product that was asked for.
  std::vector<Support> support;
};

// "Fingerprint  sha256:…", folded where a terminal is narrower.
std::string named_line(std::string_view name, std::string_view value, std::size_t columns);

}  // namespace pratique::report
