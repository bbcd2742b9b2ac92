// dpkg: the first byte chooses which of its files the rest is; what was parsed is assembled too.
#include <cstdint>
#include <memory>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_dpkg();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const std::span<const std::uint8_t> input(data, size);
  if (input.empty()) return 0;
  static const char* const kPaths[] = {
      "var/lib/dpkg/status",       "var/lib/dpkg/info/a.list",  "var/lib/dpkg/status.d/a.md5sums",
      "usr/share/doc/a/copyright", "var/lib/dpkg/updates/0001", "var/lib/dpkg/status.d/a"};
  const auto* path = kPaths[input[0] % 6];
  const auto extractor = extract::make_dpkg();
  const auto record = extractor->parse(extract::FileView(path, std::as_bytes(input.subspan(1))));
  if (!record) return 0;
  extract::Records records;
  records.present.push_back({.path = path, .layer = "sha256:0", .record = &*record});
  extract::Assembly out;
  extractor->assemble(records, out);
  return 0;
}
