#include "match/range.h"

#include <algorithm>

namespace pratique::match {

using advisory::AffectedView;
using advisory::RangeView;
using version::Order;

namespace {

// OSV: introduced "0" is before every version, whatever the order says about the text "0". Alpine's secdb and
// Red Hat write fixed "0" for "never was affected".
bool is_zero(std::string_view version) { return version.empty() || version == "0"; }

// Where a version lies, seen from a range.
enum class Side { kBelow, kWithin, kAbove, kNowhere, kUnclear };

std::string_view end_of(const RangeView& range) {
  return range.fixed.empty() ? range.last_affected : range.fixed;
}

bool is_below(const Order& order, const RangeView& range, std::string_view version) {
  if (is_zero(range.introduced)) return false;
  const auto from = order.compare_bound(version, range.introduced);
  return from < 0 || (range.after_introduced && from == 0);
}

bool is_above(const Order& order, const RangeView& range, std::string_view version) {
  if (!range.fixed.empty()) return order.compare_bound(version, range.fixed) >= 0;
  if (range.last_affected.empty()) return false;
  const auto past = order.compare_bound(version, range.last_affected);
  return past > 0 || (past == 0 && range.before_last_affected);
}

// What is below a sound beginning or above a sound end is outside, whatever the other end means.
Side side_of_odd(const Order& order, const RangeView& range, std::string_view version) {
  if (range.fixed == "0") return Side::kNowhere;
  if (order.bounds(range.introduced) && is_below(order, range, version)) return Side::kBelow;
  if (order.bounds(end_of(range)) && is_above(order, range, version)) return Side::kAbove;
  return Side::kUnclear;
}

Side side_of(const Order& order, const RangeView& range, std::string_view version) {
  if (range.odd_bound) return side_of_odd(order, range, version);
  if (is_below(order, range, version)) return Side::kBelow;
  if (range.fixed == "0") return Side::kNowhere;
  return is_above(order, range, version) ? Side::kAbove : Side::kWithin;
}

bool lists(const Order& order, const AffectedView& entry, std::string_view version) {
  return std::any_of(entry.versions.begin(), entry.versions.end(),
                     [&](const auto& listed) { return listed == version || order.same(version, listed); });
}

struct Union {
  const Order& order;
  std::span<const AffectedView* const> entries;

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

  bool listed(std::string_view version) const {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const AffectedView* entry) { return lists(order, *entry, version); });
  }

  bool affected(std::string_view version) const {
    return any_range(
               [&](const RangeView& range) { return side_of(order, range, version) == Side::kWithin; }) ||
           listed(version);
  }

  // The lowest fixed version above `version` that no interval holds. Each round steps over the intervals that
  // hold the candidate, so that adjoining intervals ([0,1.0), [1.0,1.5)) give the end of the last one.
  std::string_view first_fixed(std::string_view version) const {
    // Nearly all advisories have one interval, and its end is that version.
    if (entries.size() == 1 && entries[0]->ranges.size() == 1 && entries[0]->versions.empty())
      return entries[0]->ranges[0].fixed;
    auto candidate = version;
    for (std::size_t round = 0; round < kMaxRounds; ++round) {
      std::string_view next;
      any_range([&](const RangeView& range) {
        const bool known = !is_zero(range.fixed) && (!range.odd_bound || order.bounds(range.fixed));
        const bool above = known && order.compare(range.fixed, candidate) > 0;
        if (above && (next.empty() || order.compare(range.fixed, next) < 0)) next = range.fixed;
        return false;
      });
      if (next.empty() || !affected(next)) return next;
      candidate = next;
    }
    return {};
  }

  // Adjoining intervals chain a handful of times in real records; beyond it no fix is named rather than a
  // wrong one.
  static constexpr std::size_t kMaxRounds = 64;
};

// What is known of a version that no range holds: the range that it is nearest to.
class Outside {
 public:
  explicit Outside(const Order& order) : order_(order) {}

  void see(const RangeView& range, Side side) {
    if (side == Side::kUnclear && unclear_ == nullptr) unclear_ = &range;
    if (side == Side::kNowhere) never_ = true;
    if (side == Side::kAbove && (below_ == nullptr || order_.compare(end_of(range), end_of(*below_)) > 0))
      below_ = &range;
    if (side == Side::kBelow &&
        (above_ == nullptr || order_.compare(range.introduced, above_->introduced) < 0))
      above_ = &range;
  }

  void settle(Evaluation& answer) const {
    answer.range = unclear_ != nullptr ? unclear_ : below_ != nullptr ? below_ : above_;
    if (unclear_ != nullptr) {
      answer.outcome = Outcome::kNotComparable;
    } else if (below_ != nullptr) {
      answer.outcome = below_->fixed.empty() ? Outcome::kAfterLastAffected : Outcome::kFixed;
      answer.fixed = below_->fixed;
    } else if (above_ != nullptr) {
      answer.outcome = Outcome::kBeforeIntroduced;
    } else if (never_) {
      answer.outcome = Outcome::kNeverAffected;
    }
  }

 private:
  const Order& order_;
  const RangeView* unclear_ = nullptr;  // the first that has an end which is no version
  const RangeView* below_ = nullptr;    // the highest that ends at or below the version
  const RangeView* above_ = nullptr;    // the lowest that begins above it
  bool never_ = false;
};

}  // namespace

std::string to_text(const RangeView& range) {
  std::string text;
  if (!is_zero(range.introduced)) {
    text = range.after_introduced ? ">" : ">=";
    text += range.introduced;
  }
  const auto upper = end_of(range);
  if (!upper.empty()) {
    if (!text.empty()) text += ",";
    text += range.fixed.empty() && !range.before_last_affected ? "<=" : "<";
    text += upper;
  }
  return text.empty() ? "any version" : text;
}

std::string to_text(const advisory::Range& range) {
  return to_text(RangeView{.introduced = range.introduced,
                           .fixed = range.fixed,
                           .last_affected = range.last_affected,
                           .after_introduced = range.after_introduced,
                           .before_last_affected = range.before_last_affected});
}

bool is_listed(std::span<const AffectedView* const> entries, std::string_view text) {
  return std::ranges::any_of(entries, [&](const AffectedView* entry) {
    return std::ranges::find(entry->versions, text) != entry->versions.end();
  });
}

Evaluation evaluate(const Order& order, std::span<const AffectedView* const> entries,
                    std::string_view version) {
  const Union all{order, entries};
  Evaluation answer{.truncated = all.size() > kMaxRanges};
  Outside outside(order);
  const bool held = all.any_range([&](const RangeView& range) {
    const auto side = side_of(order, range, version);
    if (side == Side::kWithin) answer.range = &range;
    if (side != Side::kWithin) outside.see(range, side);
    return side == Side::kWithin;
  });
  if (held || all.listed(version)) {
    answer.outcome = Outcome::kAffected;
    answer.fixed = all.first_fixed(version);
  } else {
    outside.settle(answer);
  }
  return answer;
}

}  // namespace pratique::match
