// The reader debian-cve-list.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("debian-cve-list", "data/CVE/list", data, size);
  return 0;
}
