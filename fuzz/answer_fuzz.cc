// What a child of the cage answers: whatever is read must be written again as the same bytes, and takes no more memory
// than it may. The first byte says which of the two passes was asked for.
#include <cstdint>
#include <cstdlib>

#include "sandbox/wire.h"
#include "support/numbered.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  static const extract::Catalogue catalogue = support::numbered();
  if (size == 0) return 0;
  const base::Bytes bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
  const auto answer = sandbox::decode_answer(bytes, data[0] == '1', catalogue, 16 << 20);
  if (!answer) return 0;
  const auto again = sandbox::encode(*answer, catalogue);
  if (!again || *again != base::as_text(bytes)) std::abort();
  return 0;
}
