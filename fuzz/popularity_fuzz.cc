// Lists of packages that are used most: JSON, and a module of JavaScript that is read by its lines.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("popularity", "top-pypi-packages.json", data, size);
  read_feed("popularity", "lib/top.js", data, size);
  return 0;
}
