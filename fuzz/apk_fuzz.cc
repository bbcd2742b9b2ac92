// apk: its database, parsed and assembled.
#include <cstdint>
#include <memory>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_apk();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const std::span<const std::uint8_t> input(data, size);
  const auto extractor = extract::make_apk();
  const auto record = extractor->parse(extract::FileView("lib/apk/db/installed", std::as_bytes(input)));
  if (!record) return 0;
  extract::Records records;
  records.removed.push_back({.path = "lib/apk/db/installed", .layer = "sha256:0", .record = &*record});
  extract::Assembly out;
  extractor->assemble(records, out);
  return 0;
}
