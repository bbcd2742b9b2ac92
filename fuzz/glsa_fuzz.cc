// Gentoo's advisories.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("gentoo-glsa", "glsa-1.xml", data, size);
  return 0;
}
