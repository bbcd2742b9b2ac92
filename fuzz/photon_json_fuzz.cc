// The reader photon-json.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("photon-json", "cve_data_photon5.0.json", data, size);
  return 0;
}
