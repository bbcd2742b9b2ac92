// Composer (Packagist): PHP's version_compare, which Composer's comparator calls and whose order OSV defines
// for Packagist: runs of digits and runs of letters, all else separates, and
//   any other word < dev < alpha, a < beta, b < RC, rc < the end < a number < pl, p
// Words count by their beginning ("patch" as p) and only in these cases ("BETA" is any other word); unknown
// words are all equal. "1.0" is lower than "1.0.0" here; in ranges both are 1.0.0.0, as for Composer.
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
// branch. Normalising makes all words lower-case.
Token next(std::string_view& text, bool any_case = false) {
  while (!text.empty() && !base::is_alnum(text[0])) {
    if (take(text, 1) == "*") return {Kind::kBranch};
  }
  if (text.empty()) return {};
  if (base::is_digit(text[0])) return {Kind::kNumber, take_digits(text)};
  const auto word = take_while(text, base::is_alpha);
  if (word == "x" || word == "X") return {Kind::kBranch};
  for (const auto& form : kForms) {
    if (word.starts_with(form.start)) return {form.kind};
    if (any_case && base::equals_ignoring_case(word.substr(0, form.start.size()), form.start))
      return {form.kind};
  }
  return {Kind::kWord};
}

// The first token that differs decides.
template <class Reader>
std::weak_ordering compare_tokens(Reader a, Reader b) {
  for (;;) {
    const auto x = a.next();
    const auto y = b.next();
    if (x.kind != y.kind) return x.kind <=> y.kind;
    if (x.kind == Kind::kEnd) return std::weak_ordering::equivalent;
    if (const auto order = compare_numbers(x.digits, y.digits); order != 0) return order;
  }
}

// The tokens as they are written, without the "v" before them.
class PlainReader {
 public:
  explicit PlainReader(std::string_view text) : rest_(without_v(base::trim(text))) {}
  Token next() { return version::next(rest_); }

 private:
  std::string_view rest_;
};

// Without what is no part of a version once it is normalised: "+build", "@beta", which is a wish, and "-stable", the
// ordinary case.
std::string_view stripped(std::string_view text) {
  constexpr std::string_view kStable = "stable";
  text = without_v(base::trim(text));
  text = text.substr(0, text.find_first_of("+@"));
  const bool ends = text.size() > kStable.size() &&
                    base::equals_ignoring_case(text.substr(text.size() - kStable.size()), kStable);
  return ends && !base::is_alpha(text[text.size() - kStable.size() - 1])
             ? text.substr(0, text.size() - kStable.size())
             : text;
}

constexpr int kNumbers = 4;

// Those of the normalised form: zeros, or "x" after an "x", stand for the numbers that are missing.
class NormalReader {
 public:
  explicit NormalReader(std::string_view text) : rest_(stripped(text)) {}

  Token next() {
    const auto before = rest_;
    const auto token = version::next(rest_, true);
    const bool counts = token.kind == Kind::kNumber || token.kind == Kind::kBranch;
    if (given_ == 0 && !counts) given_ = kNumbers;
    if (given_ == kNumbers) return token;
    ++given_;
    if (counts) return last_ = token;
    rest_ = before;
    return {.kind = last_.kind == Kind::kBranch ? Kind::kBranch : Kind::kNumber};
  }

 private:
  std::string_view rest_;
  Token last_{};
  int given_ = 0;
};

std::weak_ordering compare(std::string_view a, std::string_view b) {
  return compare_tokens(PlainReader(a), PlainReader(b));
}

// Composer compares what its VersionParser::normalize() made of both.
std::weak_ordering compare_bound(std::string_view version, std::string_view bound) {
  return compare_tokens(NormalReader(version), NormalReader(bound));
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
// "dev-main", and the names that Composer 1 gave main branches.
bool is_branch(std::string_view text) {
  text = base::trim(text);
  return base::equals_ignoring_case(text.substr(0, 4), "dev-") || text == "master" || text == "trunk" ||
         text == "default";
}

bool valid(std::string_view text) {
  if (is_branch(text)) return text != "dev-";
  text = stripped(text);
  text = text.substr(0, text.find('+'));
  if (take_digits(text).empty()) return false;
  for (int count = 1; text.size() > 1 && text[0] == '.'; ++count) {
    auto rest = text.substr(1);
    const bool branch = take_char(rest, 'x') || take_char(rest, 'X') || take_char(rest, '*');
    if (!branch && take_digits(rest).empty()) break;
    if (count == kNumbers) return false;
    text = rest;
    if (branch) return text == "-dev" || text == ".dev" || text.starts_with(".x") || text.starts_with(".*");
  }
  return take_stability(text);
}

// A branch equals itself and has no place among versions (composer/semver, Constraint::matchSpecific).
bool comparable(std::string_view text) { return valid(text) && !is_branch(text); }

}  // namespace

std::unique_ptr<Order> make_composer() {
  return make_order("composer", valid, compare, {.comparable = comparable, .compare_bound = compare_bound});
}

}  // namespace pratique::version
