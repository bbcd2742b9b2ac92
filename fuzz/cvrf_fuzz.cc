// CVRF, in XML and in JSON.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("suse-cvrf", "c.xml", data, size);
  read_feed("openeuler-cvrf", "c.xml", data, size);
  read_feed("msrc-cvrf", "2024-Nov.json", data, size);
  return 0;
}
