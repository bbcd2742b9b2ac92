#include "policy/high_profile.h"

#include "base/text.h"

namespace pratique::policy {

std::vector<std::string_view> high_profile_ids() {
  std::vector<std::string_view> ids;
  for (const auto line : base::split(high_profile_text(), '\n')) {
    if (!line.empty() && !line.starts_with('#')) ids.push_back(line.substr(0, line.find('\t')));
  }
  return ids;
}

}  // namespace pratique::policy
