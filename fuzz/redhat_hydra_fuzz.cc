// The reader redhat-hydra.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("redhat-hydra", "cve-2026-1.json", data, size);
  return 0;
}
