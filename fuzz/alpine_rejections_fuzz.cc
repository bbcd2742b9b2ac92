// The reader alpine-rejections.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("alpine-rejections", "security-rejections/main.yaml", data, size);
  return 0;
}
