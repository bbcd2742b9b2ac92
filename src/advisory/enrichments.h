// Brings together, while the database is built, what enrichments say of one vulnerability, whatever name of it they
// use. Only that stands in the tables of enrichments; what advisories say of it is vulnerabilities.h's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "advisory/alias_groups.h"
#include "advisory/runs.h"
#include "base/byte_reader.h"

namespace pratique::advisory {

// How one source judged the weight of a vulnerability.
struct Assessment {
  std::string source;
  // Sorted by vector; their source is this one.
  std::vector<Rating> ratings;
  // Sorted.
  std::vector<std::string> cwes;
  Ssvc ssvc;
};

// All that is known of one vulnerability by enrichments.
struct Enriched {
  Exploitation exploitation;
  Epss epss;
  // Sorted by source.
  std::vector<Assessment> assessments;
  // Sorted by source.
  std::vector<Sighting> sightings;
};

class Enrichments {
 public:
  explicit Enrichments(PieceFile& scratch) : by_id_(scratch), by_preferred_(scratch), settled_(scratch) {}

  Result<void> add(const Enrichment& enrichment);
  // After the last add(), and after the groups were settled. `words`: of errata (Vulnerabilities::words()), which
  // count where nobody else rates a vulnerability.
  Result<void> settle(AliasGrouper& groups, Items& words);
  // One item a vulnerability: key text(preferred id), value for unpack().
  std::unique_ptr<Items> all() const { return read(run_); }
  static Result<Enriched> unpack(base::Bytes value);

 private:
  Sorter by_id_, by_preferred_;
  RunWriter settled_;
  Run run_;
};

}  // namespace pratique::advisory
