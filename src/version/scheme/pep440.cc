// Python: PEP 440 as pypa/packaging reads it (version.py). Texts that PEP 440 refuses are ordered before all
// that it accepts, in the way of setuptools, which `packaging` kept as LegacyVersion until release 22: old
// advisories name such versions.
#include <array>
#include <optional>
#include <vector>

#include "version/text_order.h"

namespace pratique::version {
namespace {

// Where a version without a pre-release stands: after its candidates, or, when it is only a development
// release, before its alphas.
constexpr int kDevOnly = -1, kAlpha = 0, kBeta = 1, kCandidate = 2, kNoPre = 3;

struct Version {
  std::string_view epoch{}, release{}, pre_number{}, post_number{}, dev_number{}, local{};
  int pre = kNoPre;
  bool has_post = false, has_dev = false, has_local = false;
};

bool is_separator(char c) { return c == '.' || c == '-' || c == '_'; }

// Removes a word, whatever its case; tells whether it was there.
bool take_word(std::string_view& text, std::string_view word) {
  if (!base::equals_ignoring_case(text.substr(0, word.size()), word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// Values are compared through `value`; the spelling is lost, as PEP 440 normalises it ("c" is "rc").
struct Label {
  std::string_view word;
  int value;
};

// One of the labels with the separators around it and its number, which may be missing: ".rc-1", "a",
// "_post".
template <std::size_t N>
std::optional<int> take_label(std::string_view& text, const std::array<Label, N>& labels,
                              std::string_view& number) {
  auto rest = text;
  if (!rest.empty() && is_separator(rest[0])) rest.remove_prefix(1);
  for (const auto& label : labels) {
    if (!take_word(rest, label.word)) continue;
    if (!rest.empty() && is_separator(rest[0])) rest.remove_prefix(1);
    number = take_digits(rest);
    text = rest;
    return label.value;
  }
  return std::nullopt;
}

// Longer words stand before their own beginnings.
constexpr std::array kPreLabels = {
    Label{"alpha", kAlpha},       Label{"a", kAlpha},       Label{"beta", kBeta},   Label{"b", kBeta},
    Label{"preview", kCandidate}, Label{"pre", kCandidate}, Label{"c", kCandidate}, Label{"rc", kCandidate}};
constexpr std::array kPostLabels = {Label{"post", 0}, Label{"rev", 0}, Label{"r", 0}};
constexpr std::array kDevLabels = {Label{"dev", 0}};

// "1.0-1" is the old way to write "1.0.post1".
bool take_implicit_post(std::string_view& text, std::string_view& number) {
  if (text.size() < 2 || text[0] != '-' || !base::is_digit(text[1])) return false;
  text.remove_prefix(1);
  number = take_digits(text);
  return true;
}

// "1.2.3"; a dot that no digit follows belongs to what comes next ("1.0.dev1").
std::string_view take_release(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size()) {
    const bool dot = text[end] == '.' && end > 0 && end + 1 < text.size() && base::is_digit(text[end + 1]);
    if (!dot && !base::is_digit(text[end])) break;
    ++end;
  }
  return take(text, end);
}

// Letters and digits with single separators between them.
bool is_local(std::string_view text) {
  bool after_separator = true;
  for (const char c : text) {
    if (!base::is_alnum(c) && (after_separator || !is_separator(c))) return false;
    after_separator = is_separator(c);
  }
  return !after_separator;
}

// The whole text or nothing. Every part takes as much as it can, as the possessive expression of `packaging`
// does.
std::optional<Version> parse(std::string_view text) {
  Version version;
  if (!text.empty() && lower(text[0]) == 'v') text.remove_prefix(1);
  auto rest = text;
  const auto epoch = take_digits(rest);
  if (!epoch.empty() && take_char(rest, '!')) {
    version.epoch = epoch;
    text = rest;
  }
  version.release = take_release(text);
  if (version.release.empty()) return std::nullopt;
  const auto pre = take_label(text, kPreLabels, version.pre_number);
  version.has_post = take_implicit_post(text, version.post_number) ||
                     take_label(text, kPostLabels, version.post_number).has_value();
  version.has_dev = take_label(text, kDevLabels, version.dev_number).has_value();
  version.has_local = take_char(text, '+');
  if (version.has_local) version.local = text;
  if (version.has_local ? !is_local(text) : !text.empty()) return std::nullopt;
  version.pre = pre.value_or(version.has_dev && !version.has_post ? kDevOnly : kNoPre);
  return version;
}

// Segment by segment: words before numbers, fewer segments before more.
std::weak_ordering compare_local(std::string_view a, std::string_view b) {
  const auto take_segment = [](std::string_view& text) {
    const auto segment = take_while(text, base::is_alnum);
    take(text, 1);
    return segment;
  };
  while (!a.empty() && !b.empty()) {
    const auto x = take_segment(a);
    const auto y = take_segment(b);
    if (is_number(x) != is_number(y)) return is_number(x) <=> is_number(y);
    const auto order = is_number(x) ? compare_numbers(x, y) : compare_ignoring_case(x, y);
    if (order != 0) return order;
  }
  return b.empty() <=> a.empty();
}

// The sort key of `packaging`: the parts in the order in which they are written. A missing number is zero.
std::weak_ordering compare_versions(const Version& a, const Version& b) {
  if (const auto order = compare_numbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = compare_dotted(a.release, b.release); order != 0) return order;
  if (a.pre != b.pre) return a.pre <=> b.pre;
  if (const auto order = compare_numbers(a.pre_number, b.pre_number); order != 0) return order;
  if (a.has_post != b.has_post) return a.has_post <=> b.has_post;
  if (const auto order = compare_numbers(a.post_number, b.post_number); order != 0) return order;
  if (a.has_dev != b.has_dev) return b.has_dev <=> a.has_dev;
  if (const auto order = compare_numbers(a.dev_number, b.dev_number); order != 0) return order;
  if (a.has_local != b.has_local) return a.has_local <=> b.has_local;
  return compare_local(a.local, b.local);
}

// setuptools marked words with "*", which sorts before digits, and closed every version with the word
// "final".
constexpr std::string_view kFinal = "final", kFinalDash = "final-";

std::string_view legacy_word(std::string_view part) {
  constexpr std::array<std::array<std::string_view, 2>, 5> kNames = {
      {{"pre", "c"}, {"preview", "c"}, {"rc", "c"}, {"dev", "@"}, {"-", kFinalDash}}};
  for (const auto& [name, stands_for] : kNames) {
    if (base::equals_ignoring_case(part, name)) return stands_for;
  }
  return part;
}

// The pieces of setuptools: digits, letters, one dot, one dash, or a run of anything else.
std::string_view take_legacy_part(std::string_view& text) {
  if (base::is_digit(text[0])) return take_digits(text);
  if (base::is_alpha(text[0])) return take_while(text, base::is_alpha);
  if (text[0] == '-' || text[0] == '.') return take(text, 1);
  return take_while(text, [](char c) { return !base::is_alnum(c) && c != '-' && c != '.'; });
}

// Views into the text, at most one for each of its bytes: the only order that allocates.
std::vector<std::string_view> legacy_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto part = take_legacy_part(text);
    if (part == ".") continue;
    if (!is_number(part)) {
      const auto word = legacy_word(part);
      // A dash before a pre-release, and zeros before any word, mean nothing.
      if (compare_ignoring_case(word, kFinal) < 0) {
        while (!parts.empty() && parts.back() == kFinalDash) parts.pop_back();
      }
      while (!parts.empty() && is_number(parts.back()) && is_zero(parts.back())) parts.pop_back();
      parts.push_back(word);
    } else {
      parts.push_back(part);
    }
  }
  while (!parts.empty() && is_number(parts.back()) && is_zero(parts.back())) parts.pop_back();
  parts.push_back(kFinal);
  return parts;
}

// Words are below numbers, as "*" is below the digits.
std::weak_ordering compare_legacy(std::string_view left, std::string_view right) {
  const auto a = legacy_parts(left);
  const auto b = legacy_parts(right);
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (is_number(a[i]) != is_number(b[i])) return is_number(a[i]) <=> is_number(b[i]);
    const auto order = is_number(a[i]) ? compare_numbers(a[i], b[i]) : compare_ignoring_case(a[i], b[i]);
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::weak_ordering compare(std::string_view left, std::string_view right) {
  left = base::trim(left);
  right = base::trim(right);
  const auto a = parse(left);
  const auto b = parse(right);
  if (a.has_value() != b.has_value()) return a.has_value() <=> b.has_value();
  return a ? compare_versions(*a, *b) : compare_legacy(left, right);
}

bool valid(std::string_view text) { return parse(base::trim(text)).has_value(); }

// A bound without a local label takes every build of its version (PEP 440, "Version specifiers").
std::weak_ordering compare_bound(std::string_view version, std::string_view bound) {
  if (bound.find('+') == std::string_view::npos) version = version.substr(0, version.find('+'));
  return compare(version, bound);
}

}  // namespace

std::unique_ptr<Order> make_pep440() {
  return make_order("pep440", valid, compare, {.compare_bound = compare_bound});
}

}  // namespace pratique::version
