#include "match/data.h"

#include <algorithm>

#include "match/gaps.h"

namespace pratique::match {

namespace {

// Latest day or year of the rows of this extent. A row with a tenth of the advisories of the largest does not
// count: a single fresh record beside an old feed is no feed.
std::string newest_of(const std::vector<const advisory::Coverage*>& rows, advisory::Extent extent) {
  std::uint64_t most = 0;
  for (const auto* row : rows) most = std::max(most, row->extent == extent ? row->advisories : 0);
  std::string newest;
  for (const auto* row : rows) {
    if (row->extent == extent && row->advisories * 10 >= most) newest = std::max(newest, row->newest);
  }
  return newest;
}

// "382 advisories for Maven on 174 packages"
std::string figures_of(const std::vector<const advisory::Coverage*>& rows, const std::string& label) {
  std::uint64_t advisories = 0, packages = 0;
  for (const auto* row : rows) {
    advisories += row->advisories;
    packages += row->packages;
  }
  return std::to_string(advisories) + (advisories == 1 ? " advisory" : " advisories") + " for " + label +
         " on " + count_of(packages, "package");
}

}  // namespace

Data data_of(const std::string& ecosystem, const std::string& label, const Reference& reference,
             const std::vector<advisory::Coverage>& coverage) {
  using advisory::Extent;
  std::vector<const advisory::Coverage*> rows;
  auto extent = Extent::kSample, declared = Extent::kSample;
  for (const auto& row : coverage) {
    if (row.ecosystem != ecosystem) continue;
    rows.push_back(&row);
    extent = std::max(extent, row.extent);
    declared = std::max(declared, row.declared);
  }
  Data data{.any = !rows.empty(), .samples_only = extent == Extent::kSample, .doubts = {}};
  if (data.samples_only) {
    data.doubts.emplace_back(CaveatKind::kSample, label);
    return data;
  }
  if (extent == Extent::kUndeclared) {
    const bool more = declared > Extent::kUndeclared;
    data.doubts.emplace_back(more ? CaveatKind::kContradicted : CaveatKind::kUndeclared,
                             figures_of(rows, label));
  }
  if (extent == Extent::kFixesOnly) data.doubts.emplace_back(CaveatKind::kFixesOnly, label);
  const auto newest = newest_of(rows, extent);
  if (newest.empty()) data.doubts.emplace_back(CaveatKind::kUndated, label);
  if (auto old = old_data(label, newest, reference); !old.empty())
    data.doubts.emplace_back(CaveatKind::kOld, std::move(old));
  return data;
}

}  // namespace pratique::match
