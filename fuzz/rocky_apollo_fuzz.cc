// The reader rocky-apollo.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("rocky-apollo", "page.json", data, size);
  return 0;
}
