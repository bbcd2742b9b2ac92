#include "advisory/version_sets.h"

#include <algorithm>

namespace pratique::advisory {

bool VersionSets::before(const VersionCut& a, const VersionCut& b) const {
  const auto by_version = order_.compare(a.version, b.version);
  return by_version != 0 ? by_version < 0 : !a.after && b.after;
}

VersionInterval VersionSets::intersect(VersionInterval a, const VersionInterval& b) const {
  if (b.from && (!a.from || before(*a.from, *b.from))) a.from = b.from;
  if (b.to && (!a.to || before(*b.to, *a.to))) a.to = b.to;
  return a;
}

std::vector<VersionInterval> VersionSets::outside(std::vector<VersionInterval> intervals) const {
  // By their beginning; one without comes first.
  std::sort(intervals.begin(), intervals.end(), [&](const VersionInterval& a, const VersionInterval& b) {
    if (!a.from || !b.from) return !a.from && b.from;
    return before(*a.from, *b.from);
  });
  std::vector<VersionInterval> gaps;
  VersionInterval gap;  // the gap that is open: from the end of what was seen
  for (const auto& each : intervals) {
    if (each.from) {
      gap.to = each.from;
      if (!empty(gap)) gaps.push_back(gap);
    }
    if (!each.to) return gaps;
    if (!gap.from || before(*gap.from, *each.to)) gap.from = each.to;
  }
  gap.to.reset();
  gaps.push_back(gap);
  return gaps;
}

Range range_of(const VersionInterval& interval) {
  Range range{.introduced = "0"};
  if (interval.from) {
    range.introduced = interval.from->version;
    range.after_introduced = interval.from->after;
  }
  if (interval.to) (interval.to->after ? range.last_affected : range.fixed) = interval.to->version;
  return range;
}

VersionInterval interval_of(const Range& range) {
  VersionInterval interval;
  if (!range.introduced.empty() && range.introduced != "0")
    interval.from = VersionCut{range.introduced, range.after_introduced};
  if (!range.fixed.empty()) {
    interval.to = VersionCut{range.fixed, false};
  } else if (!range.last_affected.empty()) {
    interval.to = VersionCut{range.last_affected, !range.before_last_affected};
  }
  return interval;
}

std::vector<Range> versions_without(const std::vector<Range>& ranges, const std::vector<Range>& taken,
                                    const version::Order& order) {
  const VersionSets sets(order);
  std::vector<VersionInterval> out_of;
  for (const auto& range : taken) out_of.push_back(interval_of(range));
  const auto left = sets.outside(std::move(out_of));
  std::vector<VersionInterval> kept;
  for (const auto& range : ranges) {
    for (const auto& gap : left) {
      if (auto both = sets.intersect(interval_of(range), gap); !sets.empty(both))
        kept.push_back(std::move(both));
    }
  }
  // What lies outside of what lies outside: sorted, and overlapping ones joined.
  std::vector<Range> out;
  if (kept.empty()) return out;
  for (const auto& each : sets.outside(sets.outside(std::move(kept)))) out.push_back(range_of(each));
  return out;
}

}  // namespace pratique::advisory
