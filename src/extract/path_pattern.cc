#include "extract/path_pattern.h"

#include "base/text.h"

namespace pratique::extract {

namespace {

constexpr std::string_view kFolders = "**";

// Of a text and a pattern in which `is_star` elements stand for any run of others: where one fails, the last
// star takes one element more. What stars before the last one took need not be tried again, since whatever the
// last star could reach from another start it can reach from this one.
template <class Text, class Pattern, class IsStar, class Equal>
bool match_stars(const Text& text, const Pattern& pattern, IsStar is_star, Equal equal) {
  constexpr auto kNone = static_cast<std::size_t>(-1);
  std::size_t t = 0, p = 0, star = kNone, taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && is_star(pattern[p])) {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && equal(text[t], pattern[p])) {
      ++t, ++p;
    } else if (star != kNone) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && is_star(pattern[p])) ++p;
  return p == pattern.size();
}

}  // namespace

bool has_wildcard(std::string_view segment) { return segment.find_first_of("*?") != std::string_view::npos; }

bool segment_fits(std::string_view name, std::string_view segment) {
  if (!has_wildcard(segment)) return name == segment;
  return match_stars(
      name, segment, [](char c) { return c == '*'; }, [](char a, char b) { return b == '?' || a == b; });
}

PathPattern::PathPattern(std::string_view text) : rooted_(text.starts_with('/')) {
  if (rooted_) text.remove_prefix(1);
  for (const auto segment : base::split(text, '/')) {
    segments_.emplace_back(segment);
    deep_ = deep_ || segment == kFolders;
  }
}

bool PathPattern::fits(std::string_view path) const { return deep_ ? fits_all(path) : fits_end(path); }

// From the last segment back, where most paths differ.
bool PathPattern::fits_end(std::string_view path) const {
  for (auto left = segments_.size();;) {
    if (!segment_fits(base::base_name(path), segments_[--left])) return false;
    const bool above = path.find('/') != std::string_view::npos;
    if (left == 0) return !rooted_ || !above;
    if (!above) return false;
    path = base::folder_of(path);
  }
}

bool PathPattern::fits_all(std::string_view path) const {
  auto pattern = segments_;
  if (!rooted_) pattern.emplace(pattern.begin(), kFolders);
  return match_stars(
      base::split(path, '/'), pattern, [](const auto& segment) { return segment == kFolders; },
      [](std::string_view name, std::string_view segment) { return segment_fits(name, segment); });
}

}  // namespace pratique::extract
