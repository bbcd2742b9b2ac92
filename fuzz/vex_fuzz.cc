// VEX documents of every form, as JSON and as XML, and BOMs for their links.
#include <cstdint>
#include <string_view>

#include "vex/read.h"
#include "vex/write.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  pratique::vex::BomIndex boms;
  boms.add(text);
  auto document = pratique::vex::read_vex(text, "v.json", &boms);
  if (document) {
    std::vector<pratique::vex::VexDocument> all;
    all.push_back(*std::move(document));
    const auto written = pratique::codec::to_compact_text(pratique::vex::to_openvex(all, {}));
    pratique::vex::difference(all, {});
    // What we write can be read.
    if (!pratique::vex::read_vex(written, "w.json")) __builtin_trap();
  }
  return 0;
}
