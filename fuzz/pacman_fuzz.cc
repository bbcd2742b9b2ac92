// pacman's database of installed packages: the two files of one package, of the same bytes, parsed and assembled.
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_pacman();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  static constexpr std::array kPaths{"var/lib/pacman/local/a-1/desc", "var/lib/pacman/local/a-1/files"};
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto extractor = extract::make_pacman();
  std::vector<extract::Record> parsed;
  parsed.reserve(kPaths.size());
  extract::Records records;
  for (const auto* path : kPaths) {
    auto record = extractor->parse(extract::FileView(path, bytes));
    if (!record) continue;
    parsed.push_back(*std::move(record));
    records.present.push_back({.path = path, .layer = "sha256:0", .record = &parsed.back()});
  }
  extract::Assembly out;
  extractor->assemble(records, out);
  return 0;
}
