// CSAF of every publisher.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("redhat-vex", "cve-1.json", data, size);
  read_feed("redhat-csaf", "rhsa-1.json", data, size);
  read_feed("suse-csaf", "s.json", data, size);
  read_feed("openeuler-csaf", "o.json", data, size);
  read_feed("msrc-csaf", "m.json", data, size);
  return 0;
}
