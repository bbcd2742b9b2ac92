// The Debian security tracker's JSON.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("debian-json", "debian.json", data, size);
  return 0;
}
