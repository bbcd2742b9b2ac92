// Conan 2 (docs.conan.io, "Versions"; its model/version.py): items between dots, a pre-release behind the first
// hyphen, a build behind the last "+". Zeros at the end do not count. Unlike in SemVer there are as many items as one
// likes, they may have letters ("1.1.1w"), and builds are ordered, after the version without one.
//
// Conan compares two items as texts when one of them is no number: "10" is below "9a", and 9 is not. Here the number
// that an item begins with counts first, so that there are no cycles; an item that begins with a letter is above.
#include <algorithm>

#include "version/text_order.h"

namespace pratique::version {
namespace {

struct Parts {
  std::string_view core, prerelease, build;
  bool has_prerelease = false, has_build = false;
};

Parts split(std::string_view text) {
  Parts parts;
  text = base::trim(text);
  const auto plus = text.rfind('+');
  parts.has_build = plus != std::string_view::npos;
  if (parts.has_build) parts.build = text.substr(plus + 1);
  text = text.substr(0, plus);
  const auto hyphen = text.find('-');
  parts.has_prerelease = hyphen != std::string_view::npos;
  if (parts.has_prerelease) parts.prerelease = text.substr(hyphen + 1);
  parts.core = text.substr(0, hyphen);
  return parts;
}

std::string_view take_item(std::string_view& text) {
  const auto item = take_while(text, [](char c) { return c != '.'; });
  take_char(text, '.');
  return item;
}

// Nothing is zero.
std::weak_ordering compare_item(std::string_view a, std::string_view b) {
  const bool a_is_word = !a.empty() && !base::is_digit(a.front());
  const bool b_is_word = !b.empty() && !base::is_digit(b.front());
  if (a_is_word != b_is_word) return a_is_word <=> b_is_word;
  const auto order = compare_numbers(take_digits(a), take_digits(b));
  return order != 0 ? order : std::weak_ordering(a <=> b);
}

std::weak_ordering compare_items(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const auto order = compare_item(take_item(a), take_item(b));
    if (order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = split(left), b = split(right);
  if (const auto order = compare_items(a.core, b.core); order != 0) return order;
  if (a.has_prerelease != b.has_prerelease) return b.has_prerelease <=> a.has_prerelease;
  if (const auto order = compare_items(a.prerelease, b.prerelease); order != 0) return order;
  if (a.has_build != b.has_build) return a.has_build <=> b.has_build;
  return compare_items(a.build, b.build);
}

// Of a reference ("zlib/1.3.1"): letters, digits and "_", then also "+.-".
bool valid(std::string_view text) {
  constexpr std::size_t kMaxLength = 101;
  const auto fits = [](char c) { return base::is_alnum(c) || c == '_' || c == '+' || c == '.' || c == '-'; };
  return !text.empty() && text.size() <= kMaxLength &&
         (base::is_alnum(text.front()) || text.front() == '_') && std::all_of(text.begin(), text.end(), fits);
}

// Conan takes any word ("main", "cci.20240101"), and holds it above every number.
bool comparable(std::string_view text) { return valid(text) && base::is_digit(text.front()); }

}  // namespace

std::unique_ptr<Order> make_conan() {
  return make_order("conan", valid, compare, {.comparable = comparable});
}

}  // namespace pratique::version
