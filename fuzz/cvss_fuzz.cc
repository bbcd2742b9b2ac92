// CVSS vectors of feeds: a score is between 0 and 10, in steps of 0.1, and the same for a rating.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "advisory/cvss.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique::advisory;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto score = cvss_score(text);
  if (score) {
    if (!(*score >= 0 && *score <= 10)) std::abort();
    if (std::abs(*score * 10 - std::round(*score * 10)) > 1e-6) std::abort();
  }
  const auto rating = rating_of_vector("a", text);
  if (score && rating.score != score) std::abort();
  (void)rating_of_word("a", text);
  return 0;
}
