#include "bases/line.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::bases {

std::optional<TagVersion> version_of_tag(std::string_view tag) {
  constexpr std::size_t kMaxDigits = 6;  // eight are a day
  TagVersion version;
  std::size_t at = tag.starts_with('v') ? 1 : 0;
  version.before = tag.substr(0, at);
  while (at < tag.size() && base::is_digit(tag[at])) {
    auto end = at;
    while (end < tag.size() && base::is_digit(tag[end])) ++end;
    if (end - at > kMaxDigits) return std::nullopt;
    version.numbers.push_back(*base::to_uint(tag.substr(at, end - at)));
    at = end;
    if (at + 1 >= tag.size() || tag[at] != '.' || !base::is_digit(tag[at + 1])) break;
    ++at;
  }
  // "3a" is no version with a variant.
  if (version.numbers.empty() || (at < tag.size() && base::is_alnum(tag[at]))) return std::nullopt;
  version.variant = tag.substr(at);
  return version;
}

namespace {

// "bookworm-20240513-slim": the day, and what stands before and behind it.
struct TagDay {
  std::string_view before, day, behind;
};
std::optional<TagDay> day_of_tag(std::string_view tag) {
  constexpr std::size_t kDigits = 8;
  for (std::size_t at = 0; at < tag.size();) {
    const auto end = std::min(tag.find_first_of("-_.", at), tag.size());
    const auto word = tag.substr(at, end - at);
    if (word.size() == kDigits && std::ranges::all_of(word, base::is_digit) && word.starts_with("20"))
      return TagDay{tag.substr(0, at), word, tag.substr(end)};
    at = end + 1;
  }
  return std::nullopt;
}

// The latest day among tags that are otherwise the same.
std::string latest_day(const TagDay& own, const std::vector<std::string>& tags) {
  std::string newest;
  auto best = own.day;
  for (const auto& other : tags) {
    const auto day = day_of_tag(other);
    if (!day || day->before != own.before || day->behind != own.behind || day->day <= best) continue;
    best = day->day;
    newest = other;
  }
  return newest;
}

}  // namespace

std::string newest_of_line(std::string_view tag, const std::vector<std::string>& tags) {
  if (const auto day = day_of_tag(tag)) return latest_day(*day, tags);
  const auto own = version_of_tag(tag);
  if (!own || own->numbers.size() < 3) return {};
  std::string newest;
  auto best = own->numbers;
  for (const auto& other : tags) {
    const auto version = version_of_tag(other);
    if (!version || version->before != own->before || version->variant != own->variant ||
        version->numbers.size() != own->numbers.size())
      continue;
    const bool same_line = std::equal(own->numbers.begin(), own->numbers.end() - 1, version->numbers.begin());
    if (!same_line || version->numbers <= best) continue;
    best = version->numbers;
    newest = other;
  }
  return newest;
}

}  // namespace pratique::bases
