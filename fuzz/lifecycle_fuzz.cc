// endoflife.date in both forms, and the declarations beside feeds.
#include "advisory/coverage.h"
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("endoflife", "products/alpine-linux.md", data, size);
  read_feed("endoflife", "full.json", data, size);
  (void)pratique::advisory::parse_declaration({reinterpret_cast<const char*>(data), size});
  return 0;
}
