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
  std::vector<Advisory> advisories;     // sorted by source, id; one each; lists sorted and unique
  std::vector<Enrichment> enrichments;  // sorted by source, id; one each
  std::vector<Lifecycle> lifecycles;    // sorted by distribution, release; one each
  // Days when feeds were fetched, by ecosystem, source and extent, as their declarations say.
  std::map<std::tuple<std::string, std::string, Extent>, std::string> as_of;
  std::vector<BuildReport::Source> sources;
  std::vector<std::string> notes;  // sorted, all of them
  std::string fingerprint;         // "sha256:…" over the files that were read
  // As in BuildReport, unlimited but for unknown_files.
  std::vector<std::string> missing, unknown_packs, unknown_files, left_out;
  std::uint64_t unknown_count = 0;
};

// `progress` is called by one thread at a time. `database` may lie in the folder and is no feed.
Result<Collection> collect(const std::string& feeds_folder, const std::string& database,
                           const std::vector<std::unique_ptr<Feed>>& feeds, const Progress& progress);

}  // namespace pratique::advisory
