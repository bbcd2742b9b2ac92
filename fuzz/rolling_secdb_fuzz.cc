// The reader rolling-secdb.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("rolling-secdb", "security.json", data, size);
  return 0;
}
