// What `compare` says: two judged images and what changed from the one to the other (docs/formats/compare.md).
#pragma once

#include <string>
#include <vector>

#include "compare/compare.h"
#include "report/report.h"
#include "report/summary.h"

namespace pratique::report {

// Views: the sides and the comparison must outlive the call.
struct ComparedImages {
  Judged before, after;
  const compare::Changes& comparison;
  // Packages that are the same on both sides are not told, whatever is known of them now.
  bool ignore_unchanged = false;
};

// Facts of the two images beside each other, as the overview has them; not yet printable. Of figures, with what they
// changed by.
struct OverviewRow {
  std::string name;
  std::string after, before;
  bool operator==(const OverviewRow&) const = default;
};
std::vector<OverviewRow> overview_of(const ComparedImages& compared);

// "+3", "-12", "0".
std::string delta_text(std::int64_t delta);
// "1C 2H 0M 4L", as tuple_text() without its padding.
std::string bare_tuple(const Counts& counts, bool whole);
// "3.0.9-1 → 3.0.11-1", "1.0", "1.0, 2.0 → 2.0".
std::string versions_text(const compare::PackageChange& change);
// "+55 packages", "-21 packages", "3 packages changed", "213 packages unchanged".
std::vector<std::string> package_counts(const compare::Changes& comparison);
// "3 vulnerabilities gained", and their severities.
std::string gained_text(const std::vector<const match::Finding*>& findings, const char* what);
// Those of the packages that are told.
std::vector<const compare::PackageChange*> told_packages(const ComparedImages& compared);

}  // namespace pratique::report
