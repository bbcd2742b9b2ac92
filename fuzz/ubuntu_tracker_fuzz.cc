// The reader ubuntu-tracker.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("ubuntu-tracker", "active/CVE-2026-1", data, size);
  return 0;
}
