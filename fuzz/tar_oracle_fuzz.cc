// Our tar reader against libarchive: an archive that both read to its end without a complaint holds the same
// for both.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "support/tar_oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kMaxContent = 16 << 20;
  const std::string_view archive(reinterpret_cast<const char*>(data), size);
  const auto ours = pratique::testing::tar_by_us(archive, kMaxContent);
  const auto theirs = pratique::testing::tar_by_libarchive(archive, kMaxContent);
  const auto differs = pratique::testing::difference(ours, theirs);
  if (differs.empty()) return 0;
  std::fprintf(stderr, "%s\n", differs.c_str());
  std::abort();
}
