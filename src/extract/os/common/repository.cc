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

// Every domain that the host lies in; a name without a point is nobody's.
void HostsByMail::add(std::string_view host, std::size_t number) {
  constexpr std::size_t kMaxHost = 253;
  if (host.size() > kMaxHost) return;
  const auto own = base::to_lower(host);
  for (std::string_view domain = own; base::contains(domain, "."); domain.remove_prefix(domain.find('.') + 1))
    by_domain_.emplace(domain, number);
}

std::optional<std::size_t> HostsByMail::find(std::string_view maintainer) const {
  const auto halves = base::cut_last(maintainer, "@");
  if (!halves) return std::nullopt;
  const auto found =
      by_domain_.find(base::to_lower(base::trim(halves->after.substr(0, halves->after.find_first_of(">)")))));
  return found == by_domain_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace pratique::extract::os
