// The reader bodhi-json.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("bodhi-json", "update.json", data, size);
  return 0;
}
