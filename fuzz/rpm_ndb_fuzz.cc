// rpm's ndb store: no blob outside the file, all together no longer than it; each goes through the header
// parser.
#include <cstdint>
#include <cstdlib>

#include "extract/os/rpm/backend.h"
#include "extract/os/rpm/header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique::extract::os;
  Problems problems;
  std::size_t total = 0;
  const auto sink = [&](pratique::base::Bytes blob) {
    total += blob.size();
    (void)parse_header(blob);
  };
  (void)read_ndb(std::as_bytes(std::span(data, size)), sink, problems);
  if (total > size) std::abort();
  return 0;
}
