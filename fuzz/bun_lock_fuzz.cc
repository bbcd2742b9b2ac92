// bun.lock: JSON with commas before closing brackets and comments.
#include <cstdint>
#include <memory>
#include <span>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_bun_lock();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)extract::make_bun_lock()->parse(extract::FileView("bun.lock", bytes));
  return 0;
}
