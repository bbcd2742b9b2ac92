// The binary form of a layer's analysis: whatever is read must be written again as the same bytes. The corpus
// is invented and real layers (src/scan/kept_test.cc writes these).
#include <cstdint>
#include <cstdlib>

#include "extract/analysis_codec.h"
#include "support/numbered.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  static const extract::Catalogue catalogue = support::numbered();
  const base::Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto analysis = extract::decode(bytes, catalogue);
  if (!analysis) return 0;
  const auto again = extract::encode(*analysis, catalogue);
  if (!again || *again != base::as_text(bytes)) std::abort();
  return 0;
}
