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
#include "advisory/shard_store.h"

namespace pratique::advisory {

// Days when feeds were fetched, by ecosystem, source and extent.
using Days = std::map<std::tuple<std::string, std::string, Extent>, std::string>;

struct Collection {
  // Takes what does not fit into memory while the database is made.
  std::unique_ptr<PieceFile> scratch;
  // One for each input, sorted (shard.h): in the file of shards, or in `scratch` where none is kept.
  std::vector<Run> shards;
  // What the next build may need of them: of those that were read whole, and of those that are kept.
  std::vector<StoredShard> stored;
  // Inputs that could not be read, of which an earlier build's shard goes on.
  std::vector<KeptFeed> kept;
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

// Shards of earlier builds, and where those of this one go.
struct Keeping {
  // nullptr: there are none.
  const ShardStore* earlier = nullptr;
  // nullptr: none are kept.
  PieceFile* store = nullptr;
  // The day of this build, "2026-11-26".
  std::string today;
  // Takes inputs as they are, however much less they hold than before.
  bool accept_shrunk = false;
};

// An input that is damaged, or that holds less than half of what it held before, is replaced by the shard that an
// earlier build kept of it, if there is one: a download that was cut off may be well-formed.
//
// `progress` is called by one thread at a time. `database` is the file that shall be: it may lie in the folder
// and is no feed, and what does not fit into memory goes beside it. Errors: kNotFound: no such folder; kIo: the
// place beside the database cannot be written.
Result<Collection> collect(const std::string& feeds_folder, const std::string& database,
                           const std::vector<std::unique_ptr<Feed>>& feeds, const Keeping& keeping,
                           const Progress& progress);

}  // namespace pratique::advisory
