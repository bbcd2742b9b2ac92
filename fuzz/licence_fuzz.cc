// What packages write as their licence: always an expression or nothing, and the same again when read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "licence/expression.h"
#include "licence/normal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto found = licence::normal(text);
  if (!found.expression.empty() && !licence::is_expression(found.expression)) std::abort();
  if (!found.expression.empty() && licence::normal(found.expression).expression != found.expression)
    std::abort();
  if (const auto own = licence::canonical(text); own && licence::canonical(*own) != own) std::abort();
  licence::category_of(text);
  return 0;
}
