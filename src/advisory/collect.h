// Feeds to records: offers every file of a folder of feeds to the readers, in parallel, and joins what they
// read into one list that depends on the files' contents only, not on packs, folders, names or threads.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "advisory/database.h"
#include "advisory/feed.h"

namespace pratique::advisory {

struct Collection {
  // Sorted by source, id; one each; lists sorted and unique.
  std::vector<Advisory> advisories;
  // Sorted by source, id; one each.
  std::vector<Enrichment> enrichments;
  // Sorted by distribution, release; one each.
  std::vector<Lifecycle> lifecycles;
  // Days when feeds were fetched, by ecosystem, source and extent, as their declarations say.
  std::map<std::tuple<std::string, std::string, Extent>, std::string> as_of;
  std::vector<BuildReport::Source> sources;
  // Sorted, all of them.
  std::vector<std::string> notes;
  // "sha256:…" over the files that were read.
  std::string fingerprint;
  // As in BuildReport, unlimited but for unknown_files.
  std::vector<std::string> missing, unknown_packs, unknown_files, left_out;
  std::uint64_t unknown_count = 0;
};

// `progress` is called by one thread at a time. `database` may lie in the folder and is no feed.
Result<Collection> collect(const std::string& feeds_folder, const std::string& database,
                           const std::vector<std::unique_ptr<Feed>>& feeds, const Progress& progress);

}  // namespace pratique::advisory
