// What `compare` says: two judged images and what changed from the one to the other (docs/formats/compare.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compare/compare.h"
#include "report/policies.h"
#include "report/quickview.h"
#include "report/report.h"
#include "report/summary.h"

namespace pratique::report {

// Views: the sides and the comparison must outlive the call.
struct ComparedImages {
  Judged before, after;
  const compare::Changes& comparison;
  // Packages that are the same on both sides are not told, whatever is known of them now.
  bool ignore_unchanged = false;
  // nullptr: policies were not asked.
  const PolicyResults *policies_after = nullptr, *policies_before = nullptr;
  // What the base images bring to each side, where that is known.
  std::optional<ImageFigures> base_after{}, base_before{};
};

// How a policy's answer moved. That one is not known on a side says nothing of better or worse, unless the policy was met:
// what is no more seen to be so is worse.
enum class PolicyMove : std::uint8_t { kSame, kBetter, kWorse, kUnknown };
const char* to_string(PolicyMove move);  // "same", "better", "worse", "unknown"
struct ComparedPolicy {
  // One of them may be nullptr: another policy was asked there.
  const policy::JudgedPolicy *after = nullptr, *before = nullptr;
  PolicyMove move = PolicyMove::kSame;
  const policy::PolicyAbout& about() const { return after != nullptr ? after->about : before->about; }
};
// Those of the later side in their order, then those that only the other one has.
std::vector<ComparedPolicy> compared_policies(const ComparedImages& compared);
// "✓", "! 2 deviations", "? No data"; "–" where it was not asked. Printable.
std::string state_of(const policy::JudgedPolicy* one);
// "↑", "↓", "?", "".
const char* arrow_of(PolicyMove move);

// Facts of the two images beside each other, as the overview has them; not yet printable. Of figures, with what they
// changed by.
struct OverviewRow {
  std::string name;
  std::string after, before;
  bool operator==(const OverviewRow&) const = default;
};
std::vector<OverviewRow> overview_of(const ComparedImages& compared);

// "3.0.9-1 → 3.0.11-1", "1.0", "1.0, 2.0 → 2.0".
std::string versions_text(const compare::PackageChange& change);
// "+55 packages", "-21 packages", "3 packages changed", "213 packages unchanged".
std::vector<std::string> package_counts(const compare::Changes& comparison);
// "3 vulnerabilities gained", and their severities.
std::string gained_text(const std::vector<const match::Finding*>& findings, const char* what);
// Those of the packages that are told.
std::vector<const compare::PackageChange*> told_packages(const ComparedImages& compared);

}  // namespace pratique::report
