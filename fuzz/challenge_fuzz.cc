// What a registry asks for (WWW-Authenticate): bounded, whatever the header holds.
#include <cstdlib>

#include "oci/registry/challenge.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto challenges = oci::registry::parse_challenges({reinterpret_cast<const char*>(data), size});
  std::size_t held = 0;
  for (const auto& challenge : challenges) {
    if (challenge.scheme.empty() || challenge.parameters.size() > 16) std::abort();
    for (const auto& [name, value] : challenge.parameters) held += name.size() + value.size();
  }
  if (challenges.size() > 16 || held > size) std::abort();
  return 0;
}
