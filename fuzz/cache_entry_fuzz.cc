// Entries of the cache of layers behind their checksum, which is made to fit: contents stay in their bounds.
#include <xxhash.h>

#include <cstdint>
#include <cstdlib>

#include "cache/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits(data, size));
  std::string file = "PRATIQUE-CACHE\n";
  file.append(reinterpret_cast<const char*>(sum.digest), sizeof sum.digest);
  file.append(reinterpret_cast<const char*>(data), size);
  const auto maker = cache::maker_of(base::as_bytes(file));
  const auto entry = cache::unpack({"m", "s"}, base::as_bytes(file));
  if (!entry) return 0;
  if (entry->content.size() > cache::kMaxContent || maker != "m") std::abort();
  const auto again = cache::pack({"m", "s"}, *entry);
  if (!again || cache::unpack({"m", "s"}, base::as_bytes(*again)) != entry) std::abort();
  return 0;
}
