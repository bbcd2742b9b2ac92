// Debian's lists of advisories.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("debian-list", "DSA/list", data, size);
  return 0;
}
