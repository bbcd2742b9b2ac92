#include "advisory/nvr.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::advisory {

std::optional<NameAndEvr> split_nvr(std::string_view text) {
  const auto release = text.rfind('-');
  if (release == std::string_view::npos || release == 0) return std::nullopt;
  const auto version = text.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0 || version + 1 == release ||
      release + 1 == text.size())
    return std::nullopt;
  return NameAndEvr{.name = text.substr(0, version), .evr = text.substr(version + 1)};
}

std::vector<std::string> cves_in(std::string_view text) {
  constexpr std::size_t kMost = 1000;
  std::vector<std::string> found;
  for (std::size_t at = text.find("CVE-"); at != std::string_view::npos && found.size() < kMost;
       at = text.find("CVE-", at + 1)) {
    auto end = at + 4;
    const auto digits = [&] {
      const auto from = end;
      while (end < text.size() && base::is_digit(text[end])) ++end;
      return end - from;
    };
    if (digits() != 4 || end == text.size() || text[end] != '-') continue;
    ++end;
    if (digits() < 4) continue;
    std::string id(text.substr(at, end - at));
    if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(std::move(id));
  }
  return found;
}

}  // namespace pratique::advisory
