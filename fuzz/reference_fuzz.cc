// References of images: whatever is taken is spelt and read again as the same, and is safe in an address.
#include <cstdlib>

#include "base/text.h"
#include "oci/reference.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view word(reinterpret_cast<const char*>(data), size);
  const auto got = oci::parse_reference(word);
  if (!got) return 0;
  for (const auto& spelt : {oci::to_string(*got), oci::familiar(*got)}) {
    const auto again = oci::parse_reference(spelt);
    if (!again || *again != *got) std::abort();
    if (spelt.find_first_of("%?#\\ \r\n") != spelt.npos || base::contains(spelt, "..")) std::abort();
  }
  return 0;
}
