// The reader echo-json.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("echo-json", "echo/data.json", data, size);
  return 0;
}
