#include "sbom/cpe.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace pratique::sbom {
namespace {

bool is_one_of(char c, std::string_view letters) { return letters.find(c) != letters.npos; }

bool is_part(std::string_view text, std::string_view others) {
  return text.size() == 1 && is_one_of(text[0], others);
}

// At most one run of "*" or of "?" at either end, between them what is unreserved or escaped.
bool is_value(std::string_view text) {
  if (text == "*" || text == "-") return true;
  const auto strip = [](std::string_view run, bool front) {
    if (run.empty()) return run;
    const char first = front ? run.front() : run.back();
    if (first == '*') return front ? run.substr(1) : run.substr(0, run.size() - 1);
    while (!run.empty() && (front ? run.front() : run.back()) == '?')
      front ? run.remove_prefix(1) : run.remove_suffix(1);
    return run;
  };
  text = strip(text, true);
  if (!text.ends_with("\\*") && !text.ends_with("\\?")) text = strip(text, false);
  if (text.empty()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      if (++i == text.size() || base::is_alnum(text[i]) || text[i] <= ' ' || text[i] >= '\x7f') return false;
    } else if (!base::is_alnum(text[i]) && !is_one_of(text[i], "-._")) {
      return false;
    }
  }
  return true;
}

// "en", "eng-us", "*".
bool is_language(std::string_view text) {
  if (text == "*" || text == "-") return true;
  const auto halves = base::cut(text, "-");
  const auto language = halves ? halves->before : text;
  const bool sound =
      (language.size() == 2 || language.size() == 3) && std::ranges::all_of(language, base::is_alpha);
  if (!halves) return sound;
  const auto region = halves->after;
  return sound && ((region.size() == 2 && std::ranges::all_of(region, base::is_alpha)) ||
                   (region.size() == 3 && std::ranges::all_of(region, base::is_digit)));
}

// Between colons that no backslash escapes.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == ':') {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(text.substr(std::min(begin, text.size())));
  return parts;
}

bool is_uri(std::string_view text) {
  constexpr std::size_t kParts = 7;
  const auto parts = base::split(text, ':');
  return parts.size() <= kParts && (parts[0].empty() || is_part(parts[0], "aho")) &&
         std::ranges::all_of(parts, [](std::string_view part) {
           return std::ranges::all_of(part,
                                      [](char c) { return base::is_alnum(c) || is_one_of(c, "._-~%"); });
         });
}

}  // namespace

bool is_formatted_cpe(std::string_view text) {
  constexpr std::string_view kStart = "cpe:2.3:";
  constexpr std::size_t kParts = 11, kLanguage = 6;
  if (!text.starts_with(kStart)) return false;
  const auto parts = parts_of(text.substr(kStart.size()));
  if (parts.size() != kParts || !is_part(parts[0], "aho*-")) return false;
  for (std::size_t i = 1; i < kParts; ++i) {
    if (!(i == kLanguage ? is_language(parts[i]) : is_value(parts[i]))) return false;
  }
  return true;
}

bool is_cpe(std::string_view text) {
  constexpr std::string_view kStart = "cpe:/";
  return text.starts_with(kStart) ? is_uri(text.substr(kStart.size())) : is_formatted_cpe(text);
}

}  // namespace pratique::sbom
