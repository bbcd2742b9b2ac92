// Ranges of versions in one text, in every dialect: the first byte chooses it, and whether there is an order.
#include "advisory/constraints.h"
#include "advisory/cpe.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique::advisory;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto dialect = static_cast<Dialect>(data[0] % 3);
  const auto* order = (data[0] & 4) != 0 ? pratique::version::find_order("semver") : nullptr;
  auto ranges = ranges_of_constraint(text, dialect, Ends::kAreFixes, order);
  if (ranges) add_fixes({"1.2.3", std::string(text)}, order, *ranges);
  (void)parse_cpe(text);
  return 0;
}
