// Puts together, while the database is built, what all records of one vulnerability say: a look-up then reads
// one row instead of a row for each record of the alias group.
//
// Records come one after the other and are numbered from 1. What they say goes through sorts: by the ids that
// they have, to meet the groups; then by the preferred id of their group, to meet each other.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "advisory/alias_groups.h"
#include "advisory/record.h"
#include "advisory/runs.h"

namespace pratique::advisory {

// The vulnerabilities that a record bundles, each a finding of its own, sorted: its `upstream`, and its CVEs
// where it has several (docs/formats/database.md, "Alias groups"). Empty: it is about itself.
std::vector<std::string> bundled(const Advisory& advisory);

class Vulnerabilities {
 public:
  explicit Vulnerabilities(PieceFile& scratch)
      : names_(scratch),
        about_(scratch),
        voices_(scratch),
        errata_(scratch),
        aliases_(scratch),
        mentions_(scratch),
        facts_(scratch),
        words_(scratch) {}

  Result<void> add(std::uint64_t number, const Advisory& advisory);
  Result<void> add(std::uint64_t number, const Enrichment& enrichment);
  // After the last add(), and after the groups were settled.
  Result<void> settle(AliasGrouper& groups);

  // Key text(id), byte(kind: 0 the record's own id, 1 an alias, 2 one that it bundles), number(record).
  Result<std::unique_ptr<Items>> names() { return names_.sorted(); }
  // Key number(record), text(preferred id): what a match of the record shows. Doubles may come.
  Result<std::unique_ptr<Items>> about() { return about_.sorted(); }
  // Every vulnerability that has a record of its own (one whose id is in its group) or that a record is about,
  // sorted by preferred id: key that id, value for unpack_facts(), which gives no records for one that is merely
  // bundled.
  std::unique_ptr<Items> facts() const { return read(settled_); }
  static Result<Facts> unpack_facts(base::Bytes value);
  // Of those that no advisory rates, the lowest word of the errata that bundle them: each rates by the worst of what
  // it bundles, so every one of them is an upper bound. Key the preferred id, value an Enrichment (shard.h) by
  // kErrataSuffix.
  std::unique_ptr<Items> words() const { return read(settled_words_); }
  const std::set<std::string>& errata_sources() const { return errata_sources_; }

 private:
  Result<void> meet_groups(AliasGrouper& groups);
  Result<void> meet_each_other();
  // Those that are mentioned, up to `id` and without it; all that are left where it is nullptr.
  Result<void> write_mentioned(Items& mentions, bool& more, const std::string* id);

  Sorter names_, about_, voices_, errata_, aliases_, mentions_;
  RunWriter facts_, words_;
  Run settled_, settled_words_;
  std::set<std::string> errata_sources_;
};

}  // namespace pratique::advisory
