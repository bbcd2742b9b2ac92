// Sets of versions of a total order that is known by its comparison only: intervals, what lies outside of some, and what
// is left of ranges when others are taken away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advisory/affected.h"
#include "version/order.h"

namespace pratique::advisory {

// A place between versions: just before `version`, or just after it.
struct VersionCut {
  std::string version;
  bool after = false;
};

// From a cut (nothing: the first version) to a cut (nothing: no end).
struct VersionInterval {
  std::optional<VersionCut> from, to;
};

class VersionSets {
 public:
  explicit VersionSets(const version::Order& order) : order_(order) {}

  bool before(const VersionCut& a, const VersionCut& b) const;
  bool empty(const VersionInterval& i) const { return i.from && i.to && !before(*i.from, *i.to); }
  // May be empty.
  VersionInterval intersect(VersionInterval a, const VersionInterval& b) const;
  // What lies in none of `intervals`, in order.
  std::vector<VersionInterval> outside(std::vector<VersionInterval> intervals) const;

 private:
  const version::Order& order_;
};

// A cut before a version is inclusive below and exclusive above; a cut after it the other way round. An exclusive end
// counts as the fix.
Range range_of(const VersionInterval& interval);
VersionInterval interval_of(const Range& range);

// What lies in one of `ranges` and in none of `taken`, in order.
std::vector<Range> versions_without(const std::vector<Range>& ranges, const std::vector<Range>& taken,
                                    const version::Order& order);

}  // namespace pratique::advisory
