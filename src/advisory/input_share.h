// One input of a folder of feeds (a pack, a folder, a file) read by the readers that know its files: its records, sorted,
// and what is told of it. Inputs are read in parallel, and nothing here is shared between them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "advisory/coverage.h"
#include "advisory/database.h"
#include "advisory/feed.h"
#include "advisory/first_lines.h"
#include "advisory/inputs.h"
#include "advisory/runs.h"
#include "advisory/shard.h"

namespace pratique::advisory {

// Of files that no reader knows.
inline constexpr std::size_t kMaxUnknownNames = 5;

// What one input gave.
struct InputShare {
  // Its records, sorted.
  Run run;
  // Enrichments and the like are records too.
  std::uint64_t advisories = 0, records = 0;
  // Of its folders.
  Declarations declarations;
  // By feed.
  std::map<std::string, BuildReport::Source> sources;
  // Families.
  std::set<std::string, std::less<>> ecosystems;
  // A line each, "pack/path: why": what was not read or is odd, and what a feed lacks by it.
  FirstLines notes, missing;
  // Files that no reader took.
  FirstLines unknown{kMaxUnknownNames};
  // Files that a reader took.
  std::uint64_t taken = 0;
  // Files of sample folders, by folder.
  std::map<std::string, std::uint64_t> left_out;
};

// Offers each file of the input to its declared reader, else to the first that recognises it. What cannot be read is told in
// the share; it is `missing` where a feed lacks something by it, and so is a declared feed in whose files its reader finds no
// record. Errors: what the disk refuses of `scratch` (records that wait) and `store` (the sorted ones).
Result<InputShare> read_input_share(const FeedInput& input, const std::vector<std::unique_ptr<Feed>>& feeds,
                                    PieceFile& scratch, PieceFile& store);

// The declaration nearest above the files of a folder; one beside the packs speaks for all of them. nullptr: there is none.
const Declaration* declaration_for(const Declarations& declarations, std::string folder);

}  // namespace pratique::advisory
