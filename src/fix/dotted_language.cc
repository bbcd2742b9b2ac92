#include "fix/dotted_language.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::fix {

namespace {

using Kind = Condition::Kind;
using Bound = VersionBound::Kind;
using Keep = OperatorRule::Keep;

constexpr std::size_t kMaxConditions = 200;

std::string_view without_v(std::string_view text) {
  if (text.size() > 1 && (text.front() == 'v' || text.front() == 'V') && base::is_digit(text[1]))
    text.remove_prefix(1);
  return text;
}

std::size_t kept(const OperatorRule* rule, const std::vector<std::uint64_t>& numbers) {
  const auto size = numbers.size();
  if (rule == nullptr) return size;
  if (rule->keep == Keep::kCaret) return kept_by_caret(numbers);
  return rule->keep == Keep::kAtMostTwo ? std::min<std::size_t>(size, 2) : std::max<std::size_t>(size, 2) - 1;
}

std::string next_of(std::vector<std::uint64_t> numbers, std::size_t keep, std::string_view lowest) {
  numbers.resize(keep);
  ++numbers.back();
  return dotted(numbers, std::max<std::size_t>(keep, 2)) + std::string(lowest);
}

}  // namespace

const version::Order& DottedLanguage::order() const { return *version::find_order(order_name()); }

const OperatorRule* DottedLanguage::rule_of(const Condition& condition) const {
  const auto all = operators();
  const auto found = std::ranges::find(all, condition.op, &OperatorRule::text);
  return found == all.end() ? nullptr : &*found;
}

Result<Condition> DottedLanguage::take(std::string_view text, std::size_t& at) const {
  const auto rest = text.substr(at);
  const auto all = operators();
  const auto found = std::ranges::find_if(all, [&](const auto& one) { return rest.starts_with(one.text); });
  const auto wrong = [&] { return base::invalid("no requirement: " + std::string(text.substr(0, 80))); };
  if (found == all.end()) return wrong();
  Condition out{.kind = found->kind, .op = rest.substr(0, found->text.size()), .at = at};
  at += out.op.size();
  while (at < text.size() && base::is_space(text[at])) ++at;
  out.version_at = at;
  while (at < text.size() && !base::is_space(text[at]) && text[at] != ',' &&
         !(has_alternatives() && text[at] == '|'))
    ++at;
  out.version = text.substr(out.version_at, at - out.version_at);
  if (out.version == "*" && (out.op.empty() || out.op == "==")) {
    out.kind = Kind::kAny;
    return out;
  }
  const bool wild = out.version.ends_with(".*") || out.version.ends_with(".x");
  if (wild && has_wildcards()) {
    if (out.kind == Kind::kExact) out.kind = Kind::kCompatible;
    if (out.kind != Kind::kCompatible && out.kind != Kind::kNot) return wrong();
    out.wildcard = true;
    if (!order().valid(without_v(out.version.substr(0, out.version.size() - 2)))) return wrong();
    return out;
  }
  if (!order().valid(without_v(out.version)) || leading_numbers(out.version).empty()) return wrong();
  if (!order().comparable(without_v(out.version))) return wrong();
  return out;
}

// "1.0 - 2.0": blanks on both sides.
bool DottedLanguage::is_hyphen(std::string_view text, std::size_t at) const {
  const auto rest = text.substr(at);
  const auto next = rest.find_first_not_of(" \t");
  return has_alternatives() && next != rest.npos && next > 0 && rest[next] == '-' && next + 1 < rest.size() &&
         base::is_space(rest[next + 1]);
}

Result<std::vector<Conditions>> DottedLanguage::parse(std::string_view text) const {
  std::vector<Conditions> out(1);
  const auto wrong = [&] { return base::invalid("no requirement: " + std::string(text.substr(0, 80))); };
  std::size_t count = 0;
  bool apart = true;
  for (std::size_t at = 0;;) {
    for (; at < text.size() && (base::is_space(text[at]) || text[at] == ','); ++at) {
      apart = apart || text[at] == ',' || blanks_part();
    }
    if (at == text.size()) break;
    if (has_alternatives() && text[at] == '|') {
      if (out.back().empty()) return wrong();
      at += text.substr(at).starts_with("||") ? 2 : 1;
      out.emplace_back();
      apart = true;
      continue;
    }
    if (!apart) return wrong();
    if (++count > kMaxConditions) return base::over_limit("a requirement of more than 200 conditions");
    PQ_TRY(auto one, take(text, at));
    apart = false;
    if (one.op.empty() && is_hyphen(text, at)) {
      one.kind = Kind::kAtLeast;
      out.back().push_back(one);
      at = text.find('-', at) + 1;
      while (at < text.size() && base::is_space(text[at])) ++at;
      PQ_TRY(one, take(text, at));
      if (!one.op.empty()) return wrong();
      one.kind = Kind::kAtMost;
    }
    out.back().push_back(one);
  }
  if (!out.back().empty()) return out;
  if (out.size() > 1 || !may_be_empty()) return wrong();
  out.back().push_back({.kind = Kind::kAny});
  return out;
}

Result<VersionBounds> DottedLanguage::bounds(const Condition& condition) const {
  if (condition.kind == Kind::kAny) return VersionBounds{};
  const auto numbers = leading_numbers(condition.version);
  if (numbers.empty()) return base::invalid("no version: " + std::string(condition.version.substr(0, 80)));
  const std::string version(without_v(condition.version));
  if (condition.wildcard) {
    const auto from = dotted(numbers, std::max<std::size_t>(numbers.size(), 2)) + std::string(lowest());
    const auto end = next_of(numbers, numbers.size(), lowest());
    if (condition.kind == Kind::kNot)
      return VersionBounds{{.kind = Bound::kOutside, .version = from, .end = end}};
    return VersionBounds{{.kind = Bound::kAtLeast, .version = from}, {.kind = Bound::kBelow, .version = end}};
  }
  const bool hyphen_end = condition.kind == Kind::kAtMost && condition.op.empty() && numbers.size() < 3;
  switch (condition.kind) {
    case Kind::kExact:
      if (condition.op == "===") return VersionBounds{{.kind = Bound::kText, .version = version}};
      return VersionBounds{{.kind = Bound::kAtLeast, .version = version},
                           {.kind = Bound::kAtMost, .version = version}};
    case Kind::kAtLeast:
      return VersionBounds{{.kind = Bound::kAtLeast, .version = version}};
    case Kind::kAbove:
      return VersionBounds{{.kind = Bound::kAbove, .version = version}};
    case Kind::kAtMost:
      // "1.0 - 2.0" takes all of 2.0.
      if (hyphen_end)
        return VersionBounds{{.kind = Bound::kBelow, .version = next_of(numbers, numbers.size(), lowest())}};
      return VersionBounds{{.kind = Bound::kAtMost, .version = version}};
    case Kind::kBelow:
      return VersionBounds{{.kind = Bound::kBelow, .version = version}};
    case Kind::kNot:
      return VersionBounds{{.kind = Bound::kNot, .version = version}};
    default:
      break;
  }
  return VersionBounds{
      {.kind = Bound::kAtLeast, .version = version},
      {.kind = Bound::kBelow, .version = next_of(numbers, kept(rule_of(condition), numbers), lowest())}};
}

// Letters behind the numbers, but those of a later release ("1.0.post1", "1.0-p1", "1.0+local").
bool DottedLanguage::is_prerelease(std::string_view version) const {
  const auto text = base::to_lower(without_v(version.substr(0, version.find('+'))));
  const auto letters = std::ranges::find_if(text, base::is_alpha);
  if (letters == text.end()) return false;
  const std::string_view word(&*letters, static_cast<std::size_t>(text.end() - letters));
  const bool later = word.starts_with("post") || word.starts_with("rev") || word.starts_with("pl") ||
                     word.starts_with("patch") || word == "p" ||
                     (word.size() > 1 && word[0] == 'p' && base::is_digit(word[1]));
  return !later || base::contains(word, "dev");
}

// Where a condition names one itself.
bool DottedLanguage::takes_prerelease(const Conditions& conditions, std::string_view) const {
  return std::ranges::any_of(conditions, [&](const auto& one) {
    return one.kind != Kind::kNot && one.kind != Kind::kAny && !one.wildcard && is_prerelease(one.version);
  });
}

std::optional<MovedRequirement> DottedLanguage::compatible_from(const Condition& condition,
                                                                std::string_view to, bool floored) const {
  if (condition.wildcard) return wildcard_from(condition, to, floored);
  const auto* rule = rule_of(condition);
  const auto size = leading_numbers(condition.version).size();
  const auto numbers = leading_numbers(to);
  const auto op =
      std::string(condition.op) + std::string(condition.version_at - condition.at - condition.op.size(), ' ');
  if (rule == nullptr || rule->keep == Keep::kCaret) return std::nullopt;
  if (rule->keep == Keep::kAtMostTwo) {
    if (size > 1 || numbers.empty() || numbers[0] == 0) return std::nullopt;
    return MovedRequirement{.text = "^" + std::string(to)};
  }
  // The last number but one moves: as many numbers as the author wrote say the same, and a floor says the rest.
  const auto same = dotted(numbers, size);
  if (floored || order().compare(same, to) == 0) return MovedRequirement{.text = op + same};
  if (numbers.size() == size) return std::nullopt;
  return MovedRequirement{.text = op + same + std::string(separator()) + floor(to)};
}

MovedRequirement DottedLanguage::wildcard_from(const Condition& condition, std::string_view to,
                                               bool floored) const {
  const auto size = leading_numbers(condition.version).size();
  auto text = std::string(condition.op) + dotted(leading_numbers(to), size) + ".*";
  if (!floored) text += std::string(separator()) + floor(to);
  return {.text = std::move(text)};
}

}  // namespace pratique::fix
