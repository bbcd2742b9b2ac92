// Mach-O files: their tables, what is kept of them, and Go's build information in them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "binary/go_build_info.h"
#include "binary/macho.h"
#include "extract/binary/macho/wish.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const base::ByteReader in(bytes);
  const binary::Read read = [&](std::uint64_t offset, std::uint64_t count) { return in.at(offset, count); };
  const auto tables = binary::read_mach_tables(read);
  if (tables) {
    if (tables->sections.size() > binary::kMaxMachSections) std::abort();
    (void)binary::read_go_build_info(*tables, read);
  }
  const auto wish =
      extract::macho::wish({"bin/a", size, 0755, bytes.first(std::min<std::size_t>(size, 512))});
  for (const auto& range : wish.ranges) {
    if (range.offset + range.size > size) std::abort();
  }
  return 0;
}
