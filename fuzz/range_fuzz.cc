// Range evaluation on arbitrary text: lines of the input are order, version, then fields of ranges and listed
// versions. Checked besides not crashing: a fix that is named lies above the version and is not affected
// itself.
#include <cstdlib>
#include <vector>

#include "base/text.h"
#include "match/range.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lines = base::lines({reinterpret_cast<const char*>(data), size});
  if (lines.size() < 2) return 0;
  const auto* order = version::find_order(lines[0]);
  if (order == nullptr) order = version::find_order("semver");
  std::vector<advisory::RangeView> ranges;
  std::vector<std::string_view> listed;
  for (std::size_t i = 2; i < lines.size(); ++i) {
    const auto fields = base::split(lines[i], ' ');
    if (fields.size() == 1) {
      listed.push_back(fields[0]);
      continue;
    }
    ranges.push_back({.introduced = fields[0],
                      .fixed = fields[1],
                      .last_affected = fields.size() > 2 ? fields[2] : std::string_view()});
  }
  const advisory::AffectedView entry{.ranges = ranges, .versions = listed};
  const auto* only = &entry;
  const auto verdict = match::evaluate(*order, std::span(&only, 1), lines[1]);
  const auto range =
      match::range_text({.outcome = verdict.outcome, .version = lines[1], .range = verdict.range});
  if (verdict.affected() && range.empty()) std::abort();
  if (verdict.fixed.empty()) return 0;
  if (!verdict.affected()) return 0;
  if (order->compare(verdict.fixed, lines[1]) <= 0) std::abort();
  if (match::evaluate(*order, std::span(&only, 1), verdict.fixed).affected()) std::abort();
  return 0;
}
