// OSV records as JSON, as JSON lines and as YAML, and the YAML of ruby-advisory-db, which shares their
// helpers.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("osv-json", "a.json", data, size);
  read_feed("osv-json", "a.jsonl", data, size);
  read_feed("vulnrichment", "a.jsonl", data, size);
  read_feed("osv-yaml", "a.yaml", data, size);
  read_feed("ruby-advisory", "gems/a/CVE-1.yml", data, size);
  return 0;
}
