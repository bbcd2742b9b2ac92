// A zip directory and every member, within a budget that must hold.
#include <cstdint>
#include <cstdlib>

#include "codec/zip.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kBudget = 4 << 20, kCap = 1 << 20;
  const auto zip = codec::Zip::open(std::as_bytes(std::span(data, size)));
  if (!zip) return 0;
  codec::ZipBudget budget{.left = kBudget};
  for (const auto& entry : zip->entries()) {
    const auto member = zip->read(entry, kCap, budget);
    if (member && (member->bytes().size() != entry.size || entry.size > kCap)) std::abort();
    (void)zip->open_stored(entry);
  }
  if (budget.left > kBudget) std::abort();
  return 0;
}
