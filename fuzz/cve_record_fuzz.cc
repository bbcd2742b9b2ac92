// A CVE record, format 5.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("cve-record", "cves/2026/1xxx/CVE-2026-1.json", data, size);
  return 0;
}
