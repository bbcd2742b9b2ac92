// The compact forms in which the database's rows hold records: lengths and counts as LEB128, texts with their
// length, lists with their count. docs/formats/database.md, "Blobs". Reading is checked: a damaged file gives
// errors, not crashes.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "advisory/advisory.h"
#include "advisory/views.h"
#include "base/arena.h"
#include "base/byte_reader.h"

namespace pratique::advisory {

// What the database keeps of a record besides its packages and texts.
struct Head {
  // No advisory: only adds to an id.
  bool enrichment = false;
  bool withdrawn = false;
  std::string category;
  // The vulnerabilities that a match of it shows: preferred ids, sorted. None for an enrichment.
  std::vector<std::string> ids;
  // Up to here look-ups read; what follows is for a search.
  std::vector<std::string> aliases;
};

// What all records of a vulnerability say together, put together once, when the database is built.
struct Facts {
  // The other ids of its group, sorted.
  std::vector<std::string> aliases;
  std::string published, modified, kev_added;
  // Sorted by source.
  std::vector<Rating> ratings;
  // Sorted.
  std::vector<std::string> cwes;
  // Whose texts are its own, those with the best summaries first.
  std::vector<std::uint64_t> records;
};

// Interned strings: number of a text when writing, text of a number when reading.
using NumberOf = std::function<std::uint64_t(std::string_view)>;
using TextOf = std::function<Result<std::string_view>(std::uint64_t)>;

// The texts of `affected` that encode() interns.
void each_interned(const Affected& affected, const std::function<void(std::string_view)>& visit);

// One package's entries, in the order of the records that they belong to. What they say stands in tagged
// fields, of which a reader passes over those that it does not know. Ecosystem and name are the row's key and
// not in the blob, nor is the extent.
struct RecordEntry {
  std::uint64_t record = 0;
  const Affected* affected = nullptr;
};
std::string encode(const std::vector<RecordEntry>& entries, const NumberOf& number_of);
using VisitEntry = std::function<Result<void>(std::uint64_t record, Affected&& affected)>;
// The numbers of the records alone.
Result<void> each_entry_record(base::Bytes blob, const std::function<void(std::uint64_t)>& visit);
Result<std::uint64_t> entry_count(base::Bytes blob);  // without decoding them
Result<void> decode_entries(base::Bytes blob, const TextOf& text_of, const VisitEntry& visit);
// The same for look-ups: the fields that judging asks for, their texts views into `blob` but for the interned
// ones, their lists in `arena`.
using VisitView = std::function<Result<void>(std::uint64_t record, const AffectedView& affected)>;
Result<void> decode_views(base::Bytes blob, const TextOf& text_of, base::Arena& arena,
                          const VisitView& visit);

std::string encode(const Head& head);
Result<Head> decode_head(base::Bytes blob);
Result<Head> decode_head_start(base::Bytes blob);  // without the aliases

// The sources of ratings are interned.
std::string encode(const Facts& facts, const NumberOf& number_of);
// Everything but `id` is filled; the texts are views into `blob`, but for the interned ones.
Result<Vulnerability> decode_facts(base::Bytes blob, const TextOf& text_of, base::Arena& arena);

std::string encode(const Texts& texts);
Result<Texts> decode_texts(base::Bytes blob);

}  // namespace pratique::advisory
