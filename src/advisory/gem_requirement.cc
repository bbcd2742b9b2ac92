#include "advisory/gem_requirement.h"

#include <algorithm>

#include "advisory/version_sets.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxConditions = 1'000;  // of one advisory; real ones have a dozen

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
Result<std::vector<VersionInterval>> condition(std::string_view text, const version::Order& gem) {
  text = base::trim(text);
  const auto digits = text.find_first_not_of("<>=~! \t");
  if (digits == std::string_view::npos)
    return base::invalid("requirement without a version: " + std::string(text));
  const auto op = base::trim(text.substr(0, digits));
  const std::string version(base::trim(text.substr(digits)));
  if (!gem.valid(version)) return base::invalid("not a gem version: " + version);
  const VersionCut before{version, false}, after{version, true};
  if (op.empty() || op == "=") return std::vector{VersionInterval{before, after}};
  if (op == "!=") return std::vector{VersionInterval{{}, before}, VersionInterval{after, {}}};
  if (op == "<") return std::vector{VersionInterval{{}, before}};
  if (op == "<=") return std::vector{VersionInterval{{}, after}};
  if (op == ">") return std::vector{VersionInterval{after, {}}};
  if (op == ">=") return std::vector{VersionInterval{before, {}}};
  if (op != "~>") return base::invalid("unknown operator " + std::string(op));
  // Gem::Requirement compares the release part with the bumped version, so 2.a is not within "~> 1.2".
  PQ_TRY(const auto end, bump(version));
  return std::vector{VersionInterval{before, VersionCut{end + ".a", false}}};
}

// All conditions of a list at once: the product of their intervals, which stays small since only "!=" has
// two.
Result<std::vector<VersionInterval>> requirement(std::string_view text, const version::Order& gem,
                                                 const VersionSets& sets) {
  std::vector<VersionInterval> all{VersionInterval{}};
  for (const auto part : base::split(text, ',')) {
    PQ_TRY(const auto allowed, condition(part, gem));
    std::vector<VersionInterval> both;
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

}  // namespace

Result<std::vector<Range>> ranges_outside(const std::vector<std::string_view>& requirements,
                                          const version::Order& gem) {
  const VersionSets sets(gem);
  std::vector<VersionInterval> safe;
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
