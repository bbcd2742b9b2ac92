#include "base/nearest.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::base {

namespace {

constexpr std::size_t kFewestOfPart = 4;  // "cve" is a part of too much
constexpr std::size_t kFewestOfStart = 2;

std::size_t allowed(std::size_t length) {
  return std::max<std::size_t>(1, std::min<std::size_t>(length / 3, 4));
}

// How far a candidate is: edits first, then whole beginnings, then parts; nothing for none of these.
std::size_t rank(std::string_view word, std::string_view candidate) {
  const auto edits = edit_distance(word, candidate);
  if (edits <= allowed(word.size())) return edits;
  const auto lower = to_lower(word), other = to_lower(candidate);
  if (word.size() >= kFewestOfStart && other.starts_with(lower)) return kMaxMeantBytes;
  return word.size() >= kFewestOfPart && contains(other, lower) ? kMaxMeantBytes + 1 : kMaxMeantBytes + 2;
}

template <class Text>
std::string_view nearest_of(std::string_view word, std::span<const Text> candidates) {
  if (word.empty() || word.size() > kMaxMeantBytes) return {};
  std::string_view best;
  std::size_t least = kMaxMeantBytes + 2;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kMaxMeantBytes) continue;
    const auto distance = rank(word, candidate);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

template <class Text>
std::string meant(std::string_view word, std::span<const Text> candidates) {
  const auto found = nearest_of(word, candidates);
  return found.empty() ? std::string() : "; did you mean " + std::string(found) + "?";
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto one = to_lower(a.substr(0, kMaxMeantBytes + 1)),
             other = to_lower(b.substr(0, kMaxMeantBytes + 1));
  // Three rows of the table are enough: a swap looks two rows back.
  std::array<std::array<std::size_t, kMaxMeantBytes + 2>, 3> rows{};
  for (std::size_t j = 0; j <= other.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t change = one[i - 1] == other[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
        row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
      }
    }
  }
  return rows[one.size() % 3][other.size()];
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  return nearest_of(word, candidates);
}
std::string_view nearest(std::string_view word, std::span<const std::string> candidates) {
  return nearest_of(word, candidates);
}
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  return meant(word, candidates);
}
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  return meant(word, candidates);
}

}  // namespace pratique::base
