// One file of the databases that keep an advisory as YAML, each in a form of its own.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto* name :
       {"friends-of-php", "elixir-advisory", "gitlab-advisory", "stand-in", "cpan-security"})
    read_feed(name, "a/b/CVE-2024-1.yml", data, size);
  return 0;
}
