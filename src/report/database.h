// What the commands of the advisory database say: typed documents, written by the reports of format/db_*.cc
// (docs/formats/database.md). Plain values: no database is open while they are written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "advisory/advisory.h"
#include "report/report.h"
#include "report/table.h"

namespace pratique::report {

// `db status`: what it covers.
struct DatabaseStatus {
  std::string path, fingerprint;
  std::string newest;                // RFC 3339; empty when no record has a date
  std::string exploited;             // newest day of CISA's catalogue; empty: it is not there
  std::vector<std::string> missing;  // what could not be read when it was built, a line each
  std::vector<advisory::Coverage> coverage;
  Options options{};
};

// `db verify`: it is sound; a damaged one is an error and has no document.
struct DatabaseCheck {
  std::string path, fingerprint;
  std::string digest;  // "sha256:…" of the whole file
  std::uint64_t pages = 0;
  Options options{};
};

// `db search`: what each advisory says of one package.
struct DatabaseHits {
  struct Row {
    std::string id, source;
    std::vector<std::string> aliases;          // other ids of the same vulnerability
    std::vector<std::string> vulnerabilities;  // those that it is about
    advisory::Severity severity = advisory::Severity::kUnspecified;
    bool withdrawn = false;
    std::string ecosystem, package, range;
    std::string status, reason;      // advisory::Status, Reason
    bool affected = true;            // the status: only then there is a fix to be told
    std::vector<std::string> fixed;  // in the order of the ranges
  };
  std::vector<Row> rows;
  std::uint64_t total = 0;  // all that there are; `rows` may be limited
  Options options{};
};

// "Fingerprint  sha256:…", folded where a terminal is narrower.
std::string named_line(std::string_view name, std::string_view value, std::size_t columns);

}  // namespace pratique::report
