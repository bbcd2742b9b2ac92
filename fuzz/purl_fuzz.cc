// A purl that parses has a canonical text that parses to the same parts and is written the same again.
#include <cstdlib>

#include "model/purl.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto purl = model::parse_purl(text);
  if (!purl) return 0;
  const auto canonical = purl->to_string();
  const auto again = model::parse_purl(canonical);
  if (!again || *again != *purl || again->to_string() != canonical) std::abort();
  if (model::parse_purl(text, model::PurlSyntax::kStrict) && !model::check(*purl)) std::abort();
  return 0;
}
