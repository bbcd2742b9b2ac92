#include "fix/semver_language.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "version/semver_parts.h"

namespace pratique::fix {

namespace {

using Kind = Condition::Kind;
using Bound = VersionBound::Kind;

// A version of one to three numbers, of which the last may be wildcards.
struct ShortVersion {
  std::vector<std::uint64_t> numbers;
  // "-beta.1"
  std::string prerelease;

  bool whole() const { return numbers.size() == 3; }
  std::string text() const { return dotted(numbers, 3) + prerelease; }
};

std::string_view without_v(std::string_view text) {
  while (text.starts_with('v') || text.starts_with('=')) text.remove_prefix(1);
  return text;
}

bool is_wild(std::string_view part) { return part == "x" || part == "X" || part == "*"; }

Result<ShortVersion> read_short(std::string_view written) {
  const auto no_version = [&] { return base::invalid("no version: " + std::string(written.substr(0, 80))); };
  const auto text = without_v(written);
  const auto core_end = std::min(text.find_first_of("-+"), text.size());
  ShortVersion out;
  bool wild = false;
  const auto parts = base::split(text.substr(0, core_end), '.');
  if (parts.size() > 3) return no_version();
  for (const auto part : parts) {
    if (is_wild(part)) {
      wild = true;
      continue;
    }
    const auto number = base::to_uint(part);
    // Nothing may follow a wildcard ("1.x.3"), and no number begins with 0 ("01").
    if (!number || part.size() > 18 || wild || (part.size() > 1 && part.front() == '0')) return no_version();
    out.numbers.push_back(*number);
  }
  if (!out.whole()) return out;
  const auto rest = text.substr(core_end);
  out.prerelease = rest.substr(0, rest.find('+'));
  if (out.prerelease.size() == 1 || (!out.prerelease.empty() && out.prerelease.front() != '-'))
    return no_version();
  return out;
}

// Before everything that begins with the first `keep` numbers increased by one; "-0" is below every pre-release.
VersionBound below_next(std::vector<std::uint64_t> numbers, std::size_t keep) {
  numbers.resize(keep);
  ++numbers.back();
  return {.kind = Bound::kBelow, .version = dotted(std::move(numbers), 3) + "-0"};
}
VersionBound at_least_next(std::vector<std::uint64_t> numbers) {
  ++numbers.back();
  return {.kind = Bound::kAtLeast, .version = dotted(std::move(numbers), 3)};
}

}  // namespace

const version::Order& SemverLanguage::order() const {
  static const auto* semver = version::find_order("semver");
  return *semver;
}

bool SemverLanguage::is_prerelease(std::string_view version) const {
  return version::split_semver(without_v(version)).has_prerelease;
}

// A pre-release is taken where a condition names one of the same numbers.
bool SemverLanguage::takes_prerelease(const Conditions& conditions, std::string_view version) const {
  const auto core = version::split_semver(without_v(version)).core;
  return std::ranges::any_of(conditions, [&](const auto& one) {
    const auto parts = version::split_semver(without_v(one.version));
    return parts.has_prerelease && !one.wildcard && parts.core == core;
  });
}

Result<VersionBounds> SemverLanguage::bounds(const Condition& condition) const {
  if (condition.kind == Kind::kAny) return VersionBounds{};
  PQ_TRY(const auto version, read_short(condition.version));
  const auto& numbers = version.numbers;
  if (numbers.empty()) return VersionBounds{};
  const VersionBound from{.kind = Bound::kAtLeast, .version = version.text()};
  switch (condition.kind) {
    case Kind::kAtLeast:
      return VersionBounds{from};
    case Kind::kAbove:
      if (!version.whole()) return VersionBounds{at_least_next(numbers)};
      return VersionBounds{{.kind = Bound::kAbove, .version = version.text()}};
    case Kind::kBelow:
      return VersionBounds{
          {.kind = Bound::kBelow, .version = version.text() + (version.whole() ? "" : "-0")}};
    case Kind::kAtMost:
      if (!version.whole()) return VersionBounds{below_next(numbers, numbers.size())};
      return VersionBounds{{.kind = Bound::kAtMost, .version = version.text()}};
    case Kind::kExact:
      return VersionBounds{from, {.kind = Bound::kAtMost, .version = version.text()}};
    default:
      break;
  }
  // A short version without an operator ("1.2"), or with a wildcard, is all that begins so.
  const bool tilde = condition.op.starts_with('~');
  const bool caret =
      condition.op == "^" || (condition.op.empty() && this->caret().empty() && !condition.wildcard);
  const auto keep = caret   ? kept_by_caret(numbers)
                    : tilde ? std::min<std::size_t>(numbers.size(), 2)
                            : numbers.size();
  return VersionBounds{from, below_next(numbers, keep)};
}

// "^" and "~" with three numbers say it themselves. "4.x", "4" and "~4" cannot: they name no third number.
std::optional<MovedRequirement> SemverLanguage::compatible_from(const Condition& condition,
                                                                std::string_view to, bool) const {
  const auto version = read_short(condition.version);
  if (!version) return std::nullopt;
  const auto size = version->numbers.size();
  const bool tilde = condition.op.starts_with('~');
  const bool plain = condition.op.empty() || condition.op.starts_with('=');
  const auto said = std::string(condition.op) + std::string(condition.version);
  const auto remark = said + " cannot say \"at least " + std::string(to) + "\"";
  if (condition.wildcard || (plain && size < 3 && !(condition.op.empty() && caret().empty())) ||
      (tilde && size < 2)) {
    const bool minor = size == 2 && condition.op != "^";
    return MovedRequirement{.text = (minor ? "~" : std::string(caret())) + std::string(to), .remark = remark};
  }
  return std::nullopt;
}

Result<Condition> SemverLanguage::take(std::string_view text, std::size_t& at, std::string_view ends,
                                       Kind plain) const {
  constexpr std::array<std::pair<std::string_view, Kind>, 10> kOperators{{{">=", Kind::kAtLeast},
                                                                          {"<=", Kind::kAtMost},
                                                                          {"~>", Kind::kCompatible},
                                                                          {"==", Kind::kExact},
                                                                          {">", Kind::kAbove},
                                                                          {"<", Kind::kBelow},
                                                                          {"^", Kind::kCompatible},
                                                                          {"~", Kind::kCompatible},
                                                                          {"=", Kind::kExact},
                                                                          {"", Kind::kExact}}};
  const auto rest = text.substr(at);
  const auto found =
      std::ranges::find_if(kOperators, [&](const auto& one) { return rest.starts_with(one.first); });
  Condition out{.kind = found->second, .op = rest.substr(0, found->first.size()), .at = at};
  at += out.op.size();
  while (at < text.size() && base::is_space(text[at])) ++at;
  out.version_at = at;
  while (at < text.size() && !base::is_space(text[at]) && ends.find(text[at]) == ends.npos) ++at;
  out.version = text.substr(out.version_at, at - out.version_at);
  if (out.version.empty())
    return base::invalid("a condition without a version: " + std::string(rest.substr(0, 80)));
  PQ_TRY(const auto version, read_short(out.version));
  const auto core = out.version.substr(0, out.version.find_first_of("-+"));
  out.wildcard = std::ranges::any_of(base::split(without_v(core), '.'), is_wild);
  if (out.op.empty()) out.kind = plain;
  if (out.kind == Kind::kExact && !version.whole()) out.kind = Kind::kCompatible;
  if (version.numbers.empty()) out.kind = Kind::kAny;
  return out;
}

}  // namespace pratique::fix
