#include "version/semver_parts.h"

#include <algorithm>

namespace pratique::version {
namespace {

bool is_identifier_char(char c) { return base::is_alnum(c) || c == '-'; }

// With its dot. A dot at the very end adds no identifier: "a." is "a".
std::string_view take_identifier(std::string_view& text) {
  const auto identifier = take_while(text, [](char c) { return c != '.'; });
  take_char(text, '.');
  return identifier;
}

// Numbers are below words, SemVer 2.0 §11.4.3.
std::weak_ordering compare_identifier(std::string_view a, std::string_view b, bool ignore_case) {
  const bool a_is_number = is_number(a);
  const bool b_is_number = is_number(b);
  if (a_is_number != b_is_number) return b_is_number <=> a_is_number;
  if (a_is_number) return compare_numbers(a, b);
  return ignore_case ? compare_ignoring_case(a, b) : std::weak_ordering(a <=> b);
}

}  // namespace

SemverParts split_semver(std::string_view text) {
  SemverParts parts;
  const auto plus = text.find('+');
  if (plus != std::string_view::npos) {
    parts.has_build = true;
    parts.build = text.substr(plus + 1);
    text = text.substr(0, plus);
  }
  // A dot belongs to the numbers only when one follows it.
  std::size_t end = 0;
  while (end < text.size()) {
    const bool digit_next = end + 1 < text.size() && base::is_digit(text[end + 1]);
    if (!base::is_digit(text[end]) && !(text[end] == '.' && end > 0 && digit_next)) break;
    ++end;
  }
  parts.core = take(text, end);
  parts.has_prerelease = !text.empty();
  take_char(text, '-');
  parts.prerelease = text;
  return parts;
}

std::weak_ordering compare_identifiers(std::string_view a, std::string_view b, bool ignore_case) {
  while (!a.empty() && !b.empty()) {
    const auto order = compare_identifier(take_identifier(a), take_identifier(b), ignore_case);
    if (order != 0) return order;
  }
  return b.empty() <=> a.empty();
}

std::weak_ordering compare_prerelease(const SemverParts& a, const SemverParts& b, bool ignore_case) {
  if (a.has_prerelease != b.has_prerelease) return b.has_prerelease <=> a.has_prerelease;
  return compare_identifiers(a.prerelease, b.prerelease, ignore_case);
}

bool is_dotted_numbers(std::string_view core, int least, int most, bool leading_zeros) {
  for (int count = 1;; ++count) {
    const auto number = take_digits(core);
    if (number.empty() || (!leading_zeros && number.size() > 1 && number[0] == '0')) return false;
    if (core.empty()) return count >= least && count <= most;
    if (count == most || !take_char(core, '.')) return false;
  }
}

bool are_identifiers(std::string_view text, bool leading_zeros) {
  if (text.empty() || text.back() == '.') return false;
  while (!text.empty()) {
    const auto identifier = take_identifier(text);
    if (identifier.empty() || !std::all_of(identifier.begin(), identifier.end(), is_identifier_char))
      return false;
    if (!leading_zeros && identifier.size() > 1 && identifier[0] == '0' && is_number(identifier))
      return false;
  }
  return true;
}

}  // namespace pratique::version
