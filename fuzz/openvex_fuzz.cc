// OpenVEX of every publisher.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("ubuntu-vex", "v.json", data, size);
  read_feed("chainguard-libraries", "v.json", data, size);
  return 0;
}
