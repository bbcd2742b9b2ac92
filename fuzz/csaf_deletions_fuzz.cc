// Red Hat's lists of documents that it withdrew.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("redhat-deletions", "deletions.csv", data, size);
  return 0;
}
