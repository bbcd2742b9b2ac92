// A page of NVD, or a correction of one of its records.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("nvd", "nvdcve-2.0-2024.json", data, size);
  read_feed("nvd-overrides", "data/2019/CVE-2019-7.json", data, size);
  return 0;
}
