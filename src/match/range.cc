#include "match/range.h"

#include <algorithm>

namespace pratique::match {

using advisory::Affected;
using advisory::Range;
using version::Order;

namespace {

// OSV: introduced "0" is before every version, whatever the order says about the text "0". Alpine's secdb and
// Red Hat write fixed "0" for "never was affected".
bool is_zero(std::string_view version) { return version.empty() || version == "0"; }

// Red Hat's errata sometimes bound a range by a version without a release ("< 1.2.3"); every release of 1.2.3
// is then equal to it, while the rpm order itself puts all of them above (docs/formats/versions.md).
std::weak_ordering compare_bound(const Order& order, std::string_view version, std::string_view bound) {
  if (order.name() == "rpm" && bound.find('-') == std::string_view::npos)
    version = version.substr(0, version.rfind('-'));
  return order.compare(version, bound);
}

bool holds(const Order& order, const Range& range, std::string_view version) {
  if (!is_zero(range.introduced)) {
    const auto from = compare_bound(order, version, range.introduced);
    if (from < 0 || (range.after_introduced && from == 0)) return false;
  }
  if (range.fixed == "0") return false;
  if (!range.fixed.empty()) return compare_bound(order, version, range.fixed) < 0;
  if (!range.last_affected.empty()) return compare_bound(order, version, range.last_affected) <= 0;
  return true;
}

bool lists(const Order& order, const Affected& entry, std::string_view version) {
  return std::any_of(entry.versions.begin(), entry.versions.end(), [&](const auto& listed) {
    return listed == version || order.compare(listed, version) == 0;
  });
}

struct Union {
  const Order& order;
  std::span<const Affected* const> entries;

  // Calls visit(range) until it returns true; at most kMaxRanges of them.
  template <class Visit>
  bool any_range(Visit visit) const {
    std::size_t seen = 0;
    for (const auto* entry : entries) {
      for (const auto& range : entry->ranges) {
        if (++seen > kMaxRanges) return false;
        if (visit(range)) return true;
      }
    }
    return false;
  }

  std::size_t size() const {
    std::size_t count = 0;
    for (const auto* entry : entries) count += entry->ranges.size();
    return count;
  }

  bool affected(std::string_view version) const {
    return any_range([&](const Range& range) { return holds(order, range, version); }) ||
           std::any_of(entries.begin(), entries.end(),
                       [&](const Affected* entry) { return lists(order, *entry, version); });
  }

  // The lowest fixed version above `version` that no interval holds. Each round steps over the intervals that
  // hold the candidate, so that adjoining intervals ([0,1.0), [1.0,1.5)) give the end of the last one.
  std::string first_fixed(std::string_view version) const {
    std::string candidate(version);
    for (std::size_t round = 0; round < kMaxRounds; ++round) {
      std::string next;
      any_range([&](const Range& range) {
        const bool above = !is_zero(range.fixed) && order.compare(range.fixed, candidate) > 0;
        if (above && (next.empty() || order.compare(range.fixed, next) < 0)) next = range.fixed;
        return false;
      });
      if (next.empty() || !affected(next)) return next;
      candidate = std::move(next);
    }
    return {};
  }

  // Adjoining intervals chain a handful of times in real records; beyond it no fix is named rather than a
  // wrong one.
  static constexpr std::size_t kMaxRounds = 64;
};

}  // namespace

std::string to_text(const Range& range) {
  std::string text;
  if (!is_zero(range.introduced)) text = (range.after_introduced ? ">" : ">=") + range.introduced;
  const auto upper = !range.fixed.empty()           ? "<" + range.fixed
                     : !range.last_affected.empty() ? "<=" + range.last_affected
                                                    : std::string();
  if (!text.empty() && !upper.empty()) text += ",";
  text += upper;
  return text.empty() ? "any version" : text;
}

Evaluation evaluate(const Order& order, std::span<const Affected* const> entries, std::string_view version) {
  const Union all{order, entries};
  Evaluation verdict{.truncated = all.size() > kMaxRanges};
  verdict.affected = all.any_range([&](const Range& range) {
    if (!holds(order, range, version)) return false;
    verdict.range = to_text(range);
    return true;
  });
  if (!verdict.affected) {
    verdict.affected = std::any_of(entries.begin(), entries.end(),
                                   [&](const Affected* entry) { return lists(order, *entry, version); });
    if (verdict.affected) verdict.range = "=" + std::string(version);
  }
  if (verdict.affected) verdict.fixed = all.first_fixed(version);
  return verdict;
}

}  // namespace pratique::match
