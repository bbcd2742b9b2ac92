#include "base/text_hash.h"

#include <sys/random.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace pratique::base {

static std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  // Without random numbers (a kernel that just started) the address space's layout has to do.
  if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
    seed = reinterpret_cast<std::uintptr_t>(&seed);
  return seed;
}

static const std::uint64_t kSeed = random_seed();

std::uint64_t hash_text(std::string_view text) {
  return XXH3_64bits_withSeed(text.data(), text.size(), kSeed);
}

std::string stable_hash(std::string_view text) {
  const auto hash = XXH3_128bits(text.data(), text.size());
  std::string digits;
  for (const auto part : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[(part >> shift) & 15u];
  }
  return digits;
}

}  // namespace pratique::base
