// Bottlerocket's list of what it is built from.
#include <cstdint>
#include <memory>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_bottlerocket();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const std::span<const std::uint8_t> input(data, size);
  (void)extract::make_bottlerocket()->parse(
      extract::FileView("usr/share/bottlerocket/application-inventory.json", std::as_bytes(input)));
  return 0;
}
