// ELF tables, whatever they point at, the crates that cargo-auditable records, and what packers leave.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "binary/elf.h"
#include "extract/binary/elf/wish.h"
#include "extract/extractor.h"
#include "extract/views.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_cargo_auditable();
std::unique_ptr<Extractor> make_packed();
}  // namespace pratique::extract

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const extract::FileView file("bin/a", bytes);
  (void)extract::make_cargo_auditable()->parse(file);
  (void)extract::make_packed()->parse(file);
  for (const auto& range :
       extract::elf::wish({"bin/a", size, 0755, bytes.first(std::min<std::size_t>(size, 512))}).ranges) {
    if (range.offset > size || range.size > size - range.offset) std::abort();
  }
  const auto& tables = extract::views::elf(file);
  if (!tables) return 0;
  if (tables->sections) (void)binary::find_section(*tables->sections, ".data");
  const auto& segments = tables->segments;
  if (!segments) return 0;
  for (const auto& segment : *segments) {
    const auto place = binary::offset_of(*segments, segment.address);
    if (place && place->available == 0) std::abort();
  }
  return 0;
}
