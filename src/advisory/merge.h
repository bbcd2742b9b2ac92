// One record for each (source, id), whatever the order in which they came.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "advisory/advisory.h"

namespace pratique::advisory {

// Where a record came from: decides between records that are otherwise equals.
struct Origin {
  // Of the file.
  std::string digest;
  std::uint64_t number = 0;
  auto operator<=>(const Origin&) const = default;
};

struct FoundAdvisory {
  Advisory advisory;
  // Sink::add_part.
  bool part = false;
  Origin origin;
};

struct FoundEnrichment {
  Enrichment enrichment;
  Origin origin;
};

struct Pile {
  std::vector<FoundAdvisory> advisories;
  std::vector<FoundEnrichment> enrichments;
  std::vector<Lifecycle> lifecycles;
};

// Whole records: the one modified last stands, with the largest extent that any of them declares. Parts:
// lists are united, the first summary stands, dates widen. Sorted by source, id; every list sorted and
// unique.
std::vector<Advisory> merge(std::vector<FoundAdvisory> found);
std::vector<Enrichment> merge(std::vector<FoundEnrichment> found);
std::vector<Lifecycle> merge(std::vector<Lifecycle> found);  // of two days the later: support was prolonged

}  // namespace pratique::advisory
