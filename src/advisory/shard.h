// A shard: what one input of a folder of feeds (a pack, a folder, a file) holds, as items in one order, so that
// the database is a merge of shards. The order is that of kind, source and id; of equals, the record modified
// last comes first, then the digest of its file and its number in it decide. Nothing else does: so the merge is
// the same however feeds are packed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "advisory/advisory.h"
#include "base/byte_reader.h"

namespace pratique::advisory {

// The first byte of a key.
enum class ShardKind : unsigned char {
  // What the fingerprint of the database is made of: the key's text, and no value.
  kDigest = 1,
  kAdvisory = 2,
  kEnrichment = 3,
  kLifecycle = 4,
  kPopularity = 5,
  kOrigin = 6,
};

struct FoundAdvisory {
  Advisory advisory;
  // FeedSink::add_part.
  bool part = false;
  // Of its file, inside the input: says which declaration is about it.
  std::string folder;
};

std::string key_of_digest(std::string_view line);
// All but the end, which is known when the whole file was read.
std::string key_of(const Advisory& advisory);
std::string key_of(const Enrichment& enrichment);
std::string key_of(const Lifecycle& lifecycle);
std::string key_of(const Popularity& popularity);
std::string key_of(const OriginName& origin);
// The end: digest of the file, number of the record in it.
std::string key_end(std::string_view digest, std::uint64_t number);

// Values: every field in its order, nothing interned. Decoding checks what it reads; a change of these moves
// kShardVersion.
inline constexpr std::uint64_t kShardVersion = 6;
std::string encode(const FoundAdvisory& found);
std::string encode(const Enrichment& enrichment);
std::string encode(const Lifecycle& lifecycle);
std::string encode(const Popularity& popularity);
std::string encode(const OriginName& origin);
std::string encode(const Affected& affected);
Result<FoundAdvisory> decode_advisory(base::Bytes value);
Result<Enrichment> decode_enrichment(base::Bytes value);
Result<Lifecycle> decode_lifecycle(base::Bytes value);
Result<Popularity> decode_popularity(base::Bytes value);
Result<OriginName> decode_origin(base::Bytes value);
Result<Affected> decode_affected(base::Bytes value);

}  // namespace pratique::advisory
