// One file of the databases that keep advisories as JSON, each in a form of its own.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("retire-js", "repository/jsrepository-v5.json", data, size);
  for (const auto* name : {"node-security-wg", "ghsa-graphql", "cpan-security", "almalinux-errata"})
    read_feed(name, "vuln/deps/1.json", data, size);
  read_feed("amazon-explore", "CVE-2026-1.json", data, size);
  return 0;
}
