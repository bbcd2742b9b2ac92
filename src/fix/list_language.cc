#include "fix/list_language.h"

#include <algorithm>

#include "base/text.h"
#include "fix/text_edits.h"

namespace pratique::fix {

namespace {

using Kind = Condition::Kind;

constexpr std::size_t kMaxNumbers = 16, kMaxDigits = 18;

bool holds(const VersionBound& bound, std::string_view version, const version::Order& order) {
  const auto by = order.compare(version, bound.version);
  switch (bound.kind) {
    case VersionBound::Kind::kAtLeast:
      return by >= 0;
    case VersionBound::Kind::kAbove:
      return by > 0;
    case VersionBound::Kind::kAtMost:
      return order.compare_bound(version, bound.version) <= 0;
    case VersionBound::Kind::kBelow:
      return by < 0;
    case VersionBound::Kind::kNot:
      return order.compare_bound(version, bound.version) != 0;
    case VersionBound::Kind::kText:
      return version == bound.version;
    case VersionBound::Kind::kOutside:
      return by < 0 || order.compare(version, bound.end) >= 0;
  }
  return false;
}

bool is_lower(VersionBound::Kind kind) {
  return kind == VersionBound::Kind::kAtLeast || kind == VersionBound::Kind::kAbove;
}
bool is_upper(Kind kind) { return kind == Kind::kAtMost || kind == Kind::kBelow; }
bool is_floor(Kind kind) { return kind == Kind::kAtLeast || kind == Kind::kAbove; }

// The operator that admits its version, of one that does not.
std::string inclusive(const Condition& one) {
  return one.kind == Kind::kAbove ? std::string(">=") : std::string(one.op);
}

}  // namespace

std::vector<std::uint64_t> leading_numbers(std::string_view version) {
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  std::vector<std::uint64_t> numbers;
  while (numbers.size() < kMaxNumbers) {
    std::size_t n = 0;
    while (n < version.size() && base::is_digit(version[n])) ++n;
    if (n > kMaxDigits) return {};
    if (n == 0) break;
    numbers.push_back(*base::to_uint(version.substr(0, n)));
    version.remove_prefix(n);
    if (!version.starts_with('.')) break;
    version.remove_prefix(1);
  }
  return numbers;
}

std::string dotted(std::vector<std::uint64_t> numbers, std::size_t parts) {
  numbers.resize(parts);
  std::string out;
  for (const auto number : numbers) {
    if (!out.empty()) out += '.';
    out += std::to_string(number);
  }
  return out;
}

std::size_t kept_by_caret(const std::vector<std::uint64_t>& numbers) {
  const auto found = std::ranges::find_if(numbers, [](auto number) { return number != 0; });
  return found == numbers.end() ? numbers.size() : static_cast<std::size_t>(found - numbers.begin()) + 1;
}

Result<Admission> ListLanguage::admission(std::string_view requirement, std::string_view version) const {
  if (requirement.size() > kMaxRequirement) return base::over_limit("a requirement of more than 4,096 bytes");
  if (!order().valid(version)) return base::invalid("no version: " + std::string(version.substr(0, 80)));
  PQ_TRY(const auto alternatives, parse(requirement));
  bool all_later = true;
  for (const auto& list : alternatives) {
    bool admitted = true, later = false;
    for (const auto& one : list) {
      PQ_TRY(const auto all, bounds(one));
      for (const auto& bound : all) {
        if (holds(bound, version, order())) continue;
        admitted = false;
        later = later || is_lower(bound.kind);
      }
    }
    if (admitted && is_prerelease(version)) admitted = takes_prerelease(list, version);
    if (admitted) return Admission::kAdmitted;
    all_later = all_later && later;
  }
  return all_later ? Admission::kOlder : Admission::kNewer;
}

Result<bool> ListLanguage::meets(const Condition& condition, std::string_view version) const {
  PQ_TRY(const auto all, bounds(condition));
  return std::ranges::all_of(all, [&](const auto& bound) { return holds(bound, version, order()); });
}

Result<MovedRequirement> ListLanguage::moved(std::string_view requirement, std::string_view to) const {
  if (requirement.size() > kMaxRequirement) return base::over_limit("a requirement of more than 4,096 bytes");
  if (!order().valid(to) || leading_numbers(to).empty())
    return base::invalid("no version: " + std::string(to.substr(0, 80)));
  PQ_TRY(const auto alternatives, parse(requirement));
  // Of alternatives the last is the newest by custom; the others would let in what must go.
  const auto& list = alternatives.back();
  PQ_TRY(auto moved, move_list(requirement, list, to));
  if (alternatives.size() > 1) {
    const auto from = list.front().at;
    const auto tail = requirement.size() - list.back().end();
    moved.text = moved.text.substr(from, moved.text.size() - from - tail);
    moved.remark = "takes the place of the alternatives " + std::string(base::trim(requirement));
  }
  const auto admits = this->admits(moved.text, to);
  if (!admits || !*admits)
    return base::fail(ErrorKind::kUnsupported,
                      "cannot be said in the form of \"" + std::string(requirement) + "\"");
  return moved;
}

Result<MovedRequirement> ListLanguage::move_list(std::string_view requirement, const Conditions& list,
                                                 std::string_view to) const {
  std::vector<TextEdit> edits;
  MovedRequirement out;
  const bool floored = std::ranges::any_of(list, is_floor, &Condition::kind);
  bool bounded = floored;
  for (const auto& one : list) {
    const auto put = [&](std::string text) {
      edits.push_back({.offset = one.at, .length = one.end() - one.at, .text = std::move(text)});
    };
    // What is between the operator and the version: blanks.
    const auto operate = [&](std::string_view op, std::string_view version) {
      const auto blanks = requirement.substr(one.at + one.op.size(), one.version_at - one.at - one.op.size());
      put(std::string(op) + std::string(blanks) + std::string(version));
    };
    if (one.kind == Kind::kNot) {
      PQ_TRY(const auto met, meets(one, to));
      if (!met) return base::fail(ErrorKind::kUnsupported, "leaves out " + std::string(to) + " by name");
    } else if (is_upper(one.kind)) {
      PQ_TRY(const auto met, meets(one, to));
      if (met) continue;
      PQ_TRY(const auto end, upper_from(one, to));
      out.remark = "the upper bound moves from " + std::string(one.version) + " to " + end;
      operate(one.op, end);
    } else if (is_floor(one.kind)) {
      operate(inclusive(one), to);
    } else if (one.kind == Kind::kExact) {
      bounded = true;
      operate(one.op, (one.version.starts_with('v') && !to.starts_with('v') ? "v" : "") + std::string(to));
    } else if (one.kind == Kind::kCompatible) {
      bounded = true;
      auto compatible = compatible_from(one, to, floored);
      if (!compatible) {
        operate(one.op, to);
        continue;
      }
      if (!compatible->remark.empty()) out.remark = compatible->remark;
      put(std::move(compatible->text));
    } else if (!floored) {
      bounded = true;
      put(floor(to));
    }
  }
  // Only upper bounds and exclusions: older versions would still be admitted.
  if (!bounded) {
    edits.insert(edits.begin(),
                 {.offset = list.front().at, .length = 0, .text = floor(to) + std::string(separator())});
  }
  auto text = apply_edits(requirement, std::move(edits));
  if (!text) return base::fail(ErrorKind::kUnsupported, "conditions that overlap");
  out.text = *std::move(text);
  return out;
}

// "<5.0.0" for 5.0.1 is "<6.0.0", "<4.18" for 4.19.2 is "<4.20": the number that the author let move moves on.
Result<std::string> ListLanguage::upper_from(const Condition& condition, std::string_view to) const {
  const auto old = leading_numbers(condition.version);
  auto numbers = leading_numbers(to);
  if (old.empty() || numbers.empty())
    return base::fail(ErrorKind::kUnsupported, "an upper bound without numbers");
  if (condition.kind == Kind::kAtMost) {
    auto shorter = condition;
    const auto text = dotted(numbers, old.size());
    shorter.version = text;
    PQ_TRY(const auto met, meets(shorter, to));
    return met ? text : std::string(to);
  }
  const auto last = std::ranges::find_if(old.rbegin(), old.rend(), [](auto number) { return number != 0; });
  const auto keep = static_cast<std::size_t>(std::max<std::ptrdiff_t>(old.rend() - last, 1));
  numbers.resize(keep);
  ++numbers.back();
  const bool prerelease = condition.version.ends_with("-0");
  return dotted(std::move(numbers), old.size()) + (prerelease ? "-0" : "");
}

}  // namespace pratique::fix
