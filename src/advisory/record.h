// The compact forms in which the database's rows hold records: lengths and counts as LEB128, texts with their
// length, lists with their count. docs/formats/database.md, "Blobs". Reading is checked: a damaged file gives
// errors, not crashes.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "advisory/advisory.h"
#include "advisory/enrichments.h"
#include "advisory/views.h"
#include "base/arena.h"
#include "base/byte_reader.h"

namespace pratique::advisory {

// What its entries tell of a record; the first entry of a record says it for those that follow.
struct EntryHead {
  std::string id, source, category;
  bool withdrawn = false;
  // As in Hit; empty: `id` itself.
  std::vector<std::string> ids;
};

// What all records of a vulnerability say together, put together once, when the database is built.
struct Facts {
  // The other ids of its group, sorted.
  std::vector<std::string> aliases;
  std::string published, modified;
  // Sorted by source.
  std::vector<Rating> ratings;
  // Sorted.
  std::vector<std::string> cwes;
  // Whose texts are its own, those with the best summaries first.
  std::vector<std::uint64_t> records;
  // Which tables of enrichments know more of it (enrichment_tables.h), and kIsRejected.
  std::uint64_t enriched = 0;
};
// As Vulnerability::rejected. While records are gathered, kIsKeptUp as well: its CVE record was not rejected, whatever NVD
// says.
inline constexpr std::uint64_t kIsRejected = 1 << 8, kIsKeptUp = 1 << 9;

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
  // nullptr: nothing is told of the record.
  const EntryHead* head = nullptr;
};
std::string encode(const std::vector<RecordEntry>& entries, const NumberOf& number_of);
Result<std::uint64_t> entry_count(base::Bytes blob);  // without decoding them
// All of an entry; of `hit`, which lives until the visit ends, the head counts.
using VisitEntry = std::function<Result<void>(std::uint64_t record, const HitView& hit, Affected&& affected)>;
Result<void> decode_entries(base::Bytes blob, const TextOf& text_of, const VisitEntry& visit);
// The same for look-ups: the fields that judging asks for, their texts views into `blob` but for the interned
// ones and the ids of CVEs, their lists in `arena`.
using VisitView = std::function<Result<void>(std::uint64_t record, const HitView& hit)>;
Result<void> decode_views(base::Bytes blob, const TextOf& text_of, base::Arena& arena,
                          const VisitView& visit);

// The sources of ratings are interned.
std::string encode(const Facts& facts, const NumberOf& number_of);
// What advisories say, without the `id`; the texts are views into `blob`, but for the interned ones. `enriched`: as
// in Facts.
Result<Vulnerability> decode_facts(base::Bytes blob, const TextOf& text_of, base::Arena& arena,
                                   std::uint64_t& enriched);

// How others judged it. The sources are interned.
std::string encode(const std::vector<Assessment>& assessments, const NumberOf& number_of);
// Joins them to what advisories say. The texts are views into `blob`, but for the interned ones.
Result<void> add_assessments(base::Bytes blob, const TextOf& text_of, base::Arena& arena,
                             Vulnerability& into);

std::string encode(const Texts& texts);
Result<Texts> decode_texts(base::Bytes blob);

}  // namespace pratique::advisory
