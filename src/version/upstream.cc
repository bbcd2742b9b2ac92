#include "version/upstream.h"

#include <algorithm>
#include <array>

#include "version/text_order.h"

namespace pratique::version {

namespace {

// Ascending; what has ended goes on with zeros, so that a number of zero is no class of its own.
enum class Class { kPreRelease, kZero, kWord, kNumber };

struct Token {
  Class kind = Class::kZero;
  // Of kPreRelease: how near the release it is.
  int stage = 0;
  std::string_view text;
};

constexpr int kAlphaStage = 1, kBetaStage = 2;

struct Stage {
  std::string_view word;
  int stage;
};
constexpr auto kStages = std::to_array<Stage>(
    {{"dev", 0}, {"alpha", kAlphaStage}, {"beta", kBetaStage}, {"pre", 3}, {"preview", 3}, {"rc", 4}});

// "b" of "2.0b1" is a beta, of OpenSSL's "1.0.1b" a release.
int stage_of(std::string_view word, bool digits_follow) {
  for (const auto& each : kStages) {
    if (base::equals_ignoring_case(word, each.word)) return each.stage;
  }
  if (digits_follow && word.size() == 1 && lower(word[0]) == 'a') return kAlphaStage;
  return digits_follow && word.size() == 1 && lower(word[0]) == 'b' ? kBetaStage : -1;
}

bool is_part(char c) { return base::is_digit(c) || base::is_alpha(c); }

Token next(std::string_view& text) {
  take_while(text, [](char c) { return !is_part(c); });
  if (text.empty()) return {};
  if (base::is_digit(text.front())) {
    const auto digits = take_digits(text);
    return {.kind = is_zero(digits) ? Class::kZero : Class::kNumber, .stage = 0, .text = digits};
  }
  const auto word = take_while(text, base::is_alpha);
  const int stage = stage_of(word, !text.empty() && base::is_digit(text.front()));
  if (stage >= 0) return {.kind = Class::kPreRelease, .stage = stage, .text = {}};
  return {.kind = Class::kWord, .stage = 0, .text = word};
}

std::weak_ordering compare(const Token& a, const Token& b) {
  if (a.kind != b.kind) return a.kind <=> b.kind;
  switch (a.kind) {
    case Class::kPreRelease:
      return a.stage <=> b.stage;
    case Class::kWord:
      return compare_ignoring_case(a.text, b.text);
    case Class::kNumber:
      return compare_numbers(a.text, b.text);
    case Class::kZero:
      break;
  }
  return std::weak_ordering::equivalent;
}

}  // namespace

std::weak_ordering compare_upstream(std::string_view a, std::string_view b) {
  a = without_v(a);
  b = without_v(b);
  while (!a.empty() || !b.empty()) {
    const auto left = next(a), right = next(b);
    if (const auto order = compare(left, right); order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

bool is_upstream(std::string_view text) {
  const auto rest = without_v(text);
  if (rest.empty() || !base::is_digit(rest.front()) || is_commit(text)) return false;
  return std::all_of(rest.begin(), rest.end(),
                     [](char c) { return c > ' ' && c < 0x7f && c != '*' && c != '?'; });
}

}  // namespace pratique::version
