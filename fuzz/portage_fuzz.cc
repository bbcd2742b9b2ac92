// Gentoo's database of installed packages: its four files of one package, parsed and assembled. The first byte says in which
// order two pieces of the input are taken for which files.
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_portage();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  if (size == 0) return 0;
  static constexpr std::array kPaths{
      "var/db/pkg/dev-lang/php-7.4-r1/SLOT", "var/db/pkg/dev-lang/php-7.4-r1/CONTENTS",
      "var/db/pkg/dev-lang/php-7.4-r1/LICENSE", "var/db/pkg/dev-lang/php-7.4-r1/repository"};
  const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
  const auto extractor = extract::make_portage();
  const auto half = bytes.size() / 2;
  std::vector<extract::Record> parsed;
  parsed.reserve(kPaths.size());
  extract::Records records;
  for (std::size_t i = 0; i < kPaths.size(); ++i) {
    const bool first = ((data[0] >> i) & 1) != 0;
    auto record =
        extractor->parse(extract::FileView(kPaths[i], first ? bytes.first(half) : bytes.subspan(half)));
    if (!record) continue;
    parsed.push_back(*std::move(record));
    records.present.push_back({.path = kPaths[i], .layer = "sha256:0", .record = &parsed.back()});
  }
  extract::Assembly out;
  extractor->assemble(records, out);
  return 0;
}
