#include "advisory/shard.h"

#include "advisory/keys.h"
#include "advisory/record_fields.h"

namespace pratique::advisory {

static Key key(ShardKind kind) { return std::move(Key().byte(static_cast<unsigned>(kind))); }

std::string key_of_digest(std::string_view line) { return key(ShardKind::kDigest).text(line).take(); }

std::string key_of(const Advisory& advisory) {
  return key(ShardKind::kAdvisory)
      .text(advisory.source)
      .text(advisory.id)
      .descending(advisory.modified)
      .take();
}

std::string key_of(const Enrichment& enrichment) {
  return key(ShardKind::kEnrichment).text(enrichment.source).text(enrichment.id).take();
}

std::string key_end(std::string_view digest, std::uint64_t number) {
  return Key().text(digest).number(number).take();
}

std::string key_of(const Lifecycle& life) {
  return key(ShardKind::kLifecycle)
      .text(life.distribution)
      .text(life.release)
      .text(life.end)
      .text(life.extended_end)
      .take();
}

std::string key_of(const Popularity& popularity) {
  return key(ShardKind::kPopularity)
      .text(popularity.ecosystem)
      .text(popularity.name)
      .number(popularity.rank)
      .take();
}

std::string key_of(const OriginName& origin) {
  return key(ShardKind::kOrigin).byte(static_cast<unsigned>(origin.kind)).text(origin.name).take();
}

std::string encode(const FoundAdvisory& found) { return packed(found); }
std::string encode(const Enrichment& enrichment) { return packed(enrichment); }
std::string encode(const Lifecycle& lifecycle) { return packed(lifecycle); }
std::string encode(const Popularity& popularity) { return packed(popularity); }
std::string encode(const OriginName& origin) { return packed(origin); }
std::string encode(const Affected& affected) { return packed(affected); }
Result<FoundAdvisory> decode_advisory(base::Bytes value) { return unpacked<FoundAdvisory>(value); }
Result<Enrichment> decode_enrichment(base::Bytes value) { return unpacked<Enrichment>(value); }
Result<Lifecycle> decode_lifecycle(base::Bytes value) { return unpacked<Lifecycle>(value); }
Result<Popularity> decode_popularity(base::Bytes value) { return unpacked<Popularity>(value); }
Result<OriginName> decode_origin(base::Bytes value) { return unpacked<OriginName>(value); }
Result<Affected> decode_affected(base::Bytes value) { return unpacked<Affected>(value); }

}  // namespace pratique::advisory
