// The shards of a build, kept in one file for the next one: where an input cannot be read then, what it held the
// last time goes on (docs/formats/database.md, "Shards"). A cache of this machine: its bytes are not
// deterministic, and what is damaged or of another version counts as not there.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/coverage.h"
#include "advisory/database.h"
#include "advisory/runs.h"

namespace pratique::advisory {

struct StoredShard {
  // The name of the pack, folder or file in the folder of feeds, with its endings.
  std::string input;
  // The day when it was read: "2026-11-26".
  std::string read_on;
  // Records of all kinds; those that are advisories.
  std::uint64_t records = 0, advisories = 0;
  std::vector<BuildReport::Source> sources;
  // KeptFeed::ecosystems.
  std::vector<std::string> ecosystems;
  Declarations declarations;
  // Of its run, in the file of shards.
  std::vector<Piece> pieces;
};

class ShardStore {
 public:
  // Errors: kNotFound: no such file; else why it cannot be used.
  static Result<ShardStore> open(const std::string& path);
  static Result<ShardStore> of(std::unique_ptr<PieceFile> file);

  // The database that it was made with.
  const std::string& database() const { return database_; }
  // nullptr: nothing is kept of it.
  const StoredShard* find(std::string_view input) const;
  // The newest of those whose names differ from this one in their dates only: "epss_scores-2026-11-25.csv.gz" of
  // "epss_scores-2026-11-26.csv.gz"; nullptr: there is none, or the name has no date. By the dates in the names.
  const StoredShard* find_of_another_day(std::string_view input) const;
  const std::vector<StoredShard>& shards() const { return shards_; }
  const PieceFile& file() const { return *file_; }

 private:
  std::unique_ptr<PieceFile> file_;
  std::string database_;
  std::vector<StoredShard> shards_;
};

// Behind the pieces of the shards, which are in `file` already.
Result<void> write_index(PieceFile& file, const std::string& database,
                         const std::vector<StoredShard>& shards);

// Removes from a folder the files of shards (`*.shards`) whose database is no more.
void forget_shards(const std::string& folder);

}  // namespace pratique::advisory
