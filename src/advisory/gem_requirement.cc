#include "advisory/gem_requirement.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxConditions = 1'000;  // of one advisory; real ones have a dozen

// A place between versions: just before `version`, or just after it.
struct Cut {
  std::string version;
  bool after = false;
};

// From a cut (nothing: the first version) to a cut (nothing: no end).
struct Interval {
  std::optional<Cut> from, to;
};

// Intervals of a total order that is known by its comparison only.
class Sets {
 public:
  explicit Sets(const version::Order& order) : order_(order) {}

  bool before(const Cut& a, const Cut& b) const {
    const auto by_version = order_.compare(a.version, b.version);
    return by_version != 0 ? by_version < 0 : !a.after && b.after;
  }
  bool empty(const Interval& i) const { return i.from && i.to && !before(*i.from, *i.to); }

  // May be empty.
  Interval intersect(Interval a, const Interval& b) const {
    if (b.from && (!a.from || before(*a.from, *b.from))) a.from = b.from;
    if (b.to && (!a.to || before(*b.to, *a.to))) a.to = b.to;
    return a;
  }

  // What lies in none of `intervals`, in order.
  std::vector<Interval> outside(std::vector<Interval> intervals) const {
    // By their beginning; one without comes first.
    std::sort(intervals.begin(), intervals.end(), [&](const Interval& a, const Interval& b) {
      if (!a.from || !b.from) return !a.from && b.from;
      return before(*a.from, *b.from);
    });
    std::vector<Interval> gaps;
    Interval gap;  // the gap that is open: from the end of what was seen
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

 private:
  const version::Order& order_;
};

// Gem::Version#bump: without the prerelease part and the last number, the one before it plus one: "1.2.3" →
// "1.3", "2.0.0.rc1" → "2.1", "2" → "3".
Result<std::string> bump(std::string_view version) {
  std::vector<std::uint64_t> numbers;
  for (const auto part : base::split(version.substr(0, version.find('-')), '.')) {
    const auto number = base::to_uint(part);
    if (!number || *number == UINT64_MAX) break;
    numbers.push_back(*number);
  }
  if (numbers.empty()) return base::invalid("version without a number");
  if (numbers.size() > 1) numbers.pop_back();
  ++numbers.back();
  std::string out;
  for (const auto number : numbers) out += (out.empty() ? "" : ".") + std::to_string(number);
  return out;
}

// One condition as the versions that meet it; "!=" is two intervals.
Result<std::vector<Interval>> condition(std::string_view text, const version::Order& gem) {
  text = base::trim(text);
  const auto digits = text.find_first_not_of("<>=~! \t");
  if (digits == std::string_view::npos)
    return base::invalid("requirement without a version: " + std::string(text));
  const auto op = base::trim(text.substr(0, digits));
  const std::string version(base::trim(text.substr(digits)));
  if (!gem.valid(version)) return base::invalid("not a gem version: " + version);
  const Cut before{version, false}, after{version, true};
  if (op.empty() || op == "=") return std::vector{Interval{before, after}};
  if (op == "!=") return std::vector{Interval{{}, before}, Interval{after, {}}};
  if (op == "<") return std::vector{Interval{{}, before}};
  if (op == "<=") return std::vector{Interval{{}, after}};
  if (op == ">") return std::vector{Interval{after, {}}};
  if (op == ">=") return std::vector{Interval{before, {}}};
  if (op != "~>") return base::invalid("unknown operator " + std::string(op));
  // Gem::Requirement compares the release part with the bumped version, so 2.a is not within "~> 1.2".
  PQ_TRY(const auto end, bump(version));
  return std::vector{Interval{before, Cut{end + ".a", false}}};
}

// All conditions of a list at once: the product of their intervals, which stays small since only "!=" has
// two.
Result<std::vector<Interval>> requirement(std::string_view text, const version::Order& gem,
                                          const Sets& sets) {
  std::vector<Interval> all{Interval{}};
  for (const auto part : base::split(text, ',')) {
    PQ_TRY(const auto allowed, condition(part, gem));
    std::vector<Interval> both;
    for (const auto& a : all) {
      for (const auto& b : allowed) {
        if (auto i = sets.intersect(a, b); !sets.empty(i)) both.push_back(std::move(i));
      }
    }
    if (both.size() > kMaxConditions) return base::over_limit("requirement of over 1,000 intervals");
    all = std::move(both);
  }
  return all;
}

// A cut before a version is inclusive below and exclusive above; a cut after it the other way round.
Range range_of(const Interval& gap) {
  Range range{.introduced = "0"};
  if (gap.from) {
    range.introduced = gap.from->version;
    range.after_introduced = gap.from->after;
  }
  if (gap.to) (gap.to->after ? range.last_affected : range.fixed) = gap.to->version;
  return range;
}

}  // namespace

Result<std::vector<Range>> ranges_outside(const std::vector<std::string_view>& requirements,
                                          const version::Order& gem) {
  const Sets sets(gem);
  std::vector<Interval> safe;
  for (const auto text : requirements) {
    PQ_TRY(const auto intervals, requirement(text, gem, sets));
    safe.insert(safe.end(), intervals.begin(), intervals.end());
    if (safe.size() > kMaxConditions) return base::over_limit("over 1,000 requirements");
  }
  std::vector<Range> ranges;
  for (const auto& gap : sets.outside(std::move(safe))) ranges.push_back(range_of(gap));
  return ranges;
}

}  // namespace pratique::advisory
