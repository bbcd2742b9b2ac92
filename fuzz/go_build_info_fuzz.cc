// Go's build information inside an ELF or PE file, and its text of modules alone.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "binary/go_build_info.h"
#include "extract/binary/pe/wish.h"
#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_go();
}

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)extract::make_go()->parse(extract::FileView("bin/a", bytes));
  const auto wish = extract::pe::wish({"bin/a", size, 0755, bytes.first(std::min<std::size_t>(size, 512))});
  for (const auto& range : wish.ranges) {
    if (range.offset > (5ull << 32)) std::abort();
  }
  binary::GoBuildInfo info;
  binary::parse_go_modules(base::as_text(bytes), info);
  if (info.modules.size() > binary::kMaxGoModules) std::abort();
  return 0;
}
