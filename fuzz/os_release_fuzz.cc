// os-release and the release files; the first byte chooses.
#include <cstdint>
#include <memory>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_os_release();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const std::span<const std::uint8_t> input(data, size);
  if (input.empty()) return 0;
  static const char* const kPaths[] = {"etc/os-release",     "etc/alpine-release", "etc/debian_version",
                                       "etc/redhat-release", "etc/lsb-release",    "etc/SuSE-release"};
  (void)extract::make_os_release()->parse(
      extract::FileView(kPaths[input[0] % 6], std::as_bytes(input.subspan(1))));
  return 0;
}
