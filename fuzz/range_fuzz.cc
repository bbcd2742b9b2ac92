// Range evaluation on arbitrary text: lines of the input are order, version, then fields of ranges and listed
// versions. Checked besides not crashing: a fix that is named lies above the version and is not affected
// itself.
#include <cstdlib>

#include "base/text.h"
#include "match/range.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lines = base::lines({reinterpret_cast<const char*>(data), size});
  if (lines.size() < 2) return 0;
  const auto* order = version::find_order(lines[0]);
  if (order == nullptr) order = version::find_order("semver");
  advisory::Affected entry;
  for (std::size_t i = 2; i < lines.size(); ++i) {
    const auto fields = base::split(lines[i], ' ');
    if (fields.size() == 1) {
      entry.versions.emplace_back(fields[0]);
      continue;
    }
    entry.ranges.push_back(
        {.introduced = std::string(fields[0]),
         .fixed = std::string(fields[1]),
         .last_affected = std::string(fields.size() > 2 ? fields[2] : std::string_view())});
  }
  const auto* only = &entry;
  const auto verdict = match::evaluate(*order, std::span(&only, 1), lines[1]);
  if (verdict.affected == verdict.range.empty()) std::abort();
  if (verdict.fixed.empty()) return 0;
  if (!verdict.affected || order->compare(verdict.fixed, lines[1]) <= 0) std::abort();
  if (match::evaluate(*order, std::span(&only, 1), verdict.fixed).affected) std::abort();
  return 0;
}
