// Tables of functions in bytes that pass in pieces, and the sets that documents hold. The first byte says how long the
// pieces are: wherever they are cut, the same is read.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "binary/go_functions.h"
#include "binary/go_old_functions.h"
#include "model/linked_functions.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
  const auto piece = static_cast<std::size_t>(data[0]) + 1;
  binary::GoFunctionScanner whole, cut;
  whole.bytes(0, bytes);
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    cut.bytes(at, bytes.subspan(at, std::min(piece, bytes.size() - at)));
  if (whole.functions().packages() != cut.functions().packages()) std::abort();
  if (whole.tables().size() != cut.tables().size()) std::abort();
  if (bytes.size() >= 16) {
    const base::ByteReader in(bytes);
    const std::vector<binary::ElfSegment> loaded{
        {.kind = 1, .flags = 4, .offset = 0, .address = 0x1000, .size = bytes.size()}};
    (void)binary::read_old_functions(0, loaded,
                                     [&](auto offset, auto count) { return in.at(offset, count); });
  }
  const auto text = base::as_text(bytes);
  const auto parsed = binary::parse_go_function(text, data[0] % 2 == 0);
  if (parsed.package.size() > text.size() || parsed.function.size() > text.size()) std::abort();
  const std::string set(text);
  const auto joined = model::join_functions(set, set);
  if (!joined.empty() && !model::LinkedFunctions::parse(joined)) std::abort();
  return 0;
}
