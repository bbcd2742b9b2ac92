// The compact forms in which the database's rows hold records: lengths and counts as LEB128, texts with their
// length, lists with their count. docs/formats/database.md, "Blobs". Reading is checked: a damaged file gives
// errors, not crashes.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "advisory/advisory.h"
#include "base/byte_reader.h"

namespace pratique::advisory {

// What the database keeps of a record besides its packages and texts.
struct Head {
  bool enrichment = false;  // no advisory: only adds to an id
  bool withdrawn = false;
  std::string category;
  std::vector<std::string> aliases, upstream;
  // Up to here lookups read; what follows is for details.
  std::string published, modified, kev_added;
  std::vector<Rating> ratings;
};

struct Texts {
  std::string summary;
  std::vector<std::string> references, cwes;
};

// Interned strings: number of a text when writing, text of a number when reading.
using NumberOf = std::function<std::uint64_t(std::string_view)>;
using TextOf = std::function<Result<std::string_view>(std::uint64_t)>;

// One package's entries, in the order of the records that they belong to. `order` is interned; ecosystem and
// name are the row's key and not in the blob.
struct Entry {
  std::uint64_t record = 0;
  const Affected* affected = nullptr;
};
std::string encode(const std::vector<Entry>& entries, const NumberOf& number_of);
using VisitEntry = std::function<Result<void>(std::uint64_t record, Affected&& affected)>;
Result<void> decode_entries(base::Bytes blob, const TextOf& text_of, const VisitEntry& visit);

// The sources of ratings are interned.
std::string encode(const Head& head, const NumberOf& number_of);
Result<Head> decode_head(base::Bytes blob, const TextOf& text_of);
Result<Head> decode_head_start(base::Bytes blob);  // without the details

std::string encode(const Texts& texts);
Result<Texts> decode_texts(base::Bytes blob);

}  // namespace pratique::advisory
