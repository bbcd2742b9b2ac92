// XML as a stream of elements: however it is cut into pieces, the same comes out, and what pugixml reads as a whole the
// stream reads as well. The first byte says how it is cut, and at which depth the elements lie.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "codec/xml_stream.h"

namespace {

using namespace pratique;

std::string read(std::string_view text, std::size_t depth, std::size_t step) {
  codec::XmlStream stream(
      [&](std::string& into) -> Result<bool> {
        const auto piece = text.substr(0, step);
        text.remove_prefix(piece.size());
        into += piece;
        return !piece.empty();
      },
      depth);
  std::string seen;
  for (;;) {
    const auto next = stream.next();
    if (!next) return seen + "error " + std::to_string(static_cast<int>(next.error().kind));
    if (!*next) return seen + "end";
    seen += std::to_string((*next)->offset) + ((*next)->document ? " sound " : " broken ");
    if (stream.holders().size() > codec::XmlStream::kMaxDepth) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::size_t step = data[0] % 16 + 1, depth = data[0] / 16 % 3 + 1;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read(text, depth, text.size() + 1), pieces = read(text, depth, step);
  if (whole != pieces) std::abort();
  return 0;
}
