// The rpm manifest of distroless images.
#include <cstdint>
#include <memory>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_rpm_manifest();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const std::span<const std::uint8_t> input(data, size);
  (void)extract::make_rpm_manifest()->parse(
      extract::FileView("var/lib/rpmmanifest/container-manifest-2", std::as_bytes(input)));
  return 0;
}
