// Markdown with TOML before it: Haskell's and Julia's advisories.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto* name : {"haskell-advisory", "julia-advisory"}) read_feed(name, "a/b.md", data, size);
  return 0;
}
