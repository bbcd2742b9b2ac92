// Red Hat's tables of repositories and containers.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("redhat-origins", "repository-to-cpe.json", data, size);
  return 0;
}
