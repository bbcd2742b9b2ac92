// rpm header blobs: every file of one that parses has its folder.
#include <cstdint>
#include <cstdlib>

#include "extract/os/rpm/header.h"
#include "extract/os/rpm/package.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique::extract::os;
  const auto header = parse_header(std::as_bytes(std::span(data, size)));
  if (!header) return 0;
  if (header->directory_of.size() != header->names.size()) std::abort();
  for (const auto index : header->directory_of) {
    if (index >= header->directories.size()) std::abort();
  }
  (void)rpm_component(*header).purl.to_string();
  return 0;
}
