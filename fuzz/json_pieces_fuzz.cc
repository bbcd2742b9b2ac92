// JSON that is read piece by piece, in chunks whose size the first byte says.
#include <cstdint>
#include <string_view>

#include "codec/json_pieces.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::size_t at = 0;
  pratique::codec::JsonPieces pieces(
      [&]() -> pratique::Result<std::string_view> {
        const auto chunk = text.substr(at, data[0] + 1);
        at += chunk.size();
        return chunk;
      },
      4096);
  for (;;) {
    const auto piece = pieces.next();
    if (!piece || !*piece) return 0;
  }
}
