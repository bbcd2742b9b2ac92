// Go's build information inside an ELF file, and its text of modules alone.
#include <cstdint>
#include <cstdlib>

#include "binary/go_build_info.h"
#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_go();
}

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)extract::make_go()->parse(extract::FileView("bin/a", bytes));
  binary::GoBuildInfo info;
  binary::parse_go_modules(base::as_text(bytes), info);
  if (info.modules.size() > binary::kMaxGoModules) std::abort();
  return 0;
}
