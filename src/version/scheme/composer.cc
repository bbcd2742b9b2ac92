// Composer (Packagist): PHP's version_compare, which Composer's comparator calls and whose order OSV defines
// for Packagist: runs of digits and runs of letters, all else separates, and
//   any other word < dev < alpha, a < beta, b < RC, rc < the end < a number < pl, p
// Words count by their beginning ("patch" as p) and only in these cases ("BETA" is any other word); unknown
// words are all equal. Unlike Composer's normalised form, "1.0" is lower than "1.0.0" here.
//
// PHP holds a number and "pl" both above the end of the shorter version, and "pl" above the number. The
// numbers of a branch ("1.x-dev") are above every release of that branch, as in Composer (9999999).
#include <array>

#include "version/text_order.h"

namespace pratique::version {
namespace {

enum class Kind { kWord, kDev, kAlpha, kBeta, kCandidate, kEnd, kNumber, kBranch, kPatch };

struct Token {
  Kind kind = Kind::kEnd;
  std::string_view digits{};
};

struct Form {
  std::string_view start;
  Kind kind;
};
constexpr std::array kForms = {Form{"dev", Kind::kDev},      Form{"a", Kind::kAlpha},
                               Form{"b", Kind::kBeta},       Form{"RC", Kind::kCandidate},
                               Form{"rc", Kind::kCandidate}, Form{"p", Kind::kPatch}};

// Removes and gives the next token. What is neither letter nor digit only separates, except the "*" of a
// branch.
Token next(std::string_view& text) {
  while (!text.empty() && !base::is_alnum(text[0])) {
    if (take(text, 1) == "*") return {Kind::kBranch};
  }
  if (text.empty()) return {};
  if (base::is_digit(text[0])) return {Kind::kNumber, take_digits(text)};
  const auto word = take_while(text, base::is_alpha);
  if (word == "x" || word == "X") return {Kind::kBranch};
  for (const auto& form : kForms) {
    if (word.starts_with(form.start)) return {form.kind};
  }
  return {Kind::kWord};
}

// A leading "v" does not count; the first token that differs decides.
std::weak_ordering compare(std::string_view a, std::string_view b) {
  a = without_v(base::trim(a));
  b = without_v(base::trim(b));
  for (;;) {
    const auto x = next(a);
    const auto y = next(b);
    if (x.kind != y.kind) return x.kind <=> y.kind;
    if (x.kind == Kind::kEnd) return std::weak_ordering::equivalent;
    if (const auto order = compare_numbers(x.digits, y.digits); order != 0) return order;
  }
}

bool take_word(std::string_view& text, std::string_view word) {
  if (!base::equals_ignoring_case(text.substr(0, word.size()), word)) return false;
  text.remove_prefix(word.size());
  return true;
}

void take_separator(std::string_view& text, std::string_view separators) {
  if (!text.empty() && separators.find(text[0]) != std::string_view::npos) text.remove_prefix(1);
}

// "-beta.2", "RC1", "-dev": what may follow the numbers.
bool take_stability(std::string_view& text) {
  constexpr std::array<std::string_view, 9> kNames = {"stable", "beta",  "b",  "rc", "alpha",
                                                      "a",      "patch", "pl", "p"};
  take_separator(text, "._-");
  for (const auto name : kNames) {
    if (!take_word(text, name)) continue;
    for (auto rest = text;; text = rest) {
      take_separator(rest, ".-");
      if (take_digits(rest).empty()) break;
    }
    break;
  }
  take_separator(text, ".-");
  take_word(text, "dev");
  return text.empty();
}

// What Composer's VersionParser::normalize accepts: a branch, or one to four numbers with a stability.
bool valid(std::string_view text) {
  constexpr int kMostNumbers = 4;
  text = base::trim(text);
  if (text.substr(0, 4) == "dev-") return text.size() > 4;
  if (text == "master" || text == "trunk" || text == "default") return true;
  text = without_v(text);
  text = text.substr(0, text.find('+'));
  if (take_digits(text).empty()) return false;
  for (int count = 1; text.size() > 1 && text[0] == '.'; ++count) {
    auto rest = text.substr(1);
    const bool branch = take_char(rest, 'x') || take_char(rest, 'X') || take_char(rest, '*');
    if (!branch && take_digits(rest).empty()) break;
    if (count == kMostNumbers) return false;
    text = rest;
    if (branch) return text == "-dev" || text == ".dev" || text.starts_with(".x") || text.starts_with(".*");
  }
  return take_stability(text);
}

}  // namespace

std::unique_ptr<Order> make_composer() { return make_order("composer", valid, compare); }

}  // namespace pratique::version
