// yarn.lock of both forms.
#include <cstdint>
#include <memory>
#include <span>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_yarn_lock();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)extract::make_yarn_lock()->parse(extract::FileView("yarn.lock", bytes));
  return 0;
}
