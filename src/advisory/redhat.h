// What the readers of Red Hat's feeds share.
#pragma once

#include <string>
#include <string_view>

#include "advisory/csaf.h"

namespace pratique::advisory {

// document/publisher/namespace of its CSAF.
inline constexpr std::string_view kRedHatNamespace = "https://www.redhat.com";

// OSV's name of a product: "Red Hat:enterprise_linux:9::appstream" of "cpe:/a:redhat:enterprise_linux:9::appstream";
// "" where the product has no CPE of Red Hat's.
inline std::string redhat_ecosystem(const CsafProduct& product) {
  constexpr std::string_view kVendor = ":redhat:";
  const auto at = product.cpe.find(kVendor);
  if (!product.cpe.starts_with("cpe:/") || at == std::string_view::npos) return {};
  return "Red Hat:" + std::string(product.cpe.substr(at + kVendor.size()));
}

}  // namespace pratique::advisory
