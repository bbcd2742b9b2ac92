// The reader debian-support.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("debian-support", "security-support-ended.deb12", data, size);
  return 0;
}
