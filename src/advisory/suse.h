// What the readers of SUSE's feeds share.
#pragma once

#include <string>
#include <string_view>

namespace pratique::advisory {

// A product as OSV calls it: "SUSE:Linux Enterprise Server 15 SP1", "openSUSE:Leap 15.6"; "": another's.
inline std::string suse_ecosystem(std::string_view product) {
  for (const std::string_view family : {"openSUSE", "SUSE"}) {
    if (product.starts_with(family) && product.size() > family.size() + 1 && product[family.size()] == ' ')
      return std::string(family) + ":" + std::string(product.substr(family.size() + 1));
  }
  return {};
}

}  // namespace pratique::advisory
