// Alpine's secdb.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("alpine-secdb", "v3.10/main.yaml", data, size);
  return 0;
}
