// Feeds to shards: offers every file of a folder of feeds to the readers, in parallel, and sorts what they read.
// Merged, the shards give one list that depends on the files' contents only, not on packs, folders, names or
// threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "advisory/coverage.h"
#include "advisory/database.h"
#include "advisory/feed.h"
#include "advisory/first_lines.h"
#include "advisory/runs.h"
#include "advisory/shard.h"

namespace pratique::advisory {

// By folder: "npm", "" beside the packs.
using Declarations = std::map<std::string, Declaration>;
// Days when feeds were fetched, by ecosystem, source and extent.
using Days = std::map<std::tuple<std::string, std::string, Extent>, std::string>;

struct Collection {
  // Takes what does not fit into memory while the database is made.
  std::unique_ptr<PieceFile> scratch;
  // One for each input, sorted (shard.h).
  std::vector<Run> shards;
  std::uint64_t advisories = 0;
  Declarations declarations;
  // What is told of it, as in BuildReport.
  std::vector<BuildReport::Source> sources;
  FirstLines notes, missing;
  std::vector<std::string> unknown_packs, unknown_files, left_out;
  std::uint64_t unknown_count = 0;

  // All records (merge.h, visit_records()).
  Result<std::unique_ptr<Items>> records() const;
  // Puts the owner's word in place of what the record's database is known to be, and the day that it names
  // into `as_of`.
  void declare(FoundAdvisory& found, Days& as_of) const;
};

// `progress` is called by one thread at a time. `database` is the file that shall be: it may lie in the folder
// and is no feed, and what does not fit into memory goes beside it. Errors: kNotFound: no such folder; kIo: the
// place beside the database cannot be written.
Result<Collection> collect(const std::string& feeds_folder, const std::string& database,
                           const std::vector<std::unique_ptr<Feed>>& feeds, const Progress& progress);

}  // namespace pratique::advisory
