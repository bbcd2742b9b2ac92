#include "extract/os/common/repository.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxUri = 500;

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

std::string place_of_uri(std::string_view uri) {
  if (uri.size() > kMaxUri || !is_plain(uri)) return {};
  auto halves = base::cut(uri, "://");
  if (!halves || halves->after.empty() || halves->after.front() == '/') return {};
  auto rest = halves->after;
  const auto path = std::min(rest.find('/'), rest.size());
  if (const auto at = rest.substr(0, path).rfind('@'); at != std::string_view::npos)
    rest.remove_prefix(at + 1);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  return std::string(rest);
}

std::string_view host_of(std::string_view place) {
  const auto authority = place.substr(0, place.find('/'));
  return authority.substr(0, authority.find(':'));
}

bool is_mail_of_host(std::string_view maintainer, std::string_view host) {
  const auto halves = base::cut_last(maintainer, "@");
  if (!halves || host.empty()) return false;
  const auto domain = base::to_lower(base::trim(halves->after.substr(0, halves->after.find_first_of(">)"))));
  const auto own = base::to_lower(host);
  // A name without a point is nobody's.
  if (!base::contains(domain, ".")) return false;
  return own == domain || (own.ends_with(domain) && own[own.size() - domain.size() - 1] == '.');
}

}  // namespace pratique::extract::os
