// Products by CPE 2.3 (NISTIR 7695), and the configurations of NVD's API 2.0
// (https://csrc.nist.gov/schema/nvd/api/2.0/cve_api_json_2.0.schema) as statements about them.
//
// What is said of products stands under an ecosystem of its own, kCpeEcosystem: an inventory's packages have no CPE that
// their maintainers vouch for, and a product's name is no package's. So only programs that no package manager recorded are
// judged by it, and as a guess (match/matcher/program.cc).
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/affected.h"
#include "codec/json.h"

namespace pratique::advisory {

// Name: "a:libpng:libpng" (part, vendor, product, as the CPE escapes them); version "1.2" or, with an update,
// "1.2:rc1"; Affected::platform: the attributes behind those, "*:*:*:wordpress:*:*", empty where all are "*".
inline constexpr std::string_view kCpeEcosystem = "CPE";

struct Cpe {
  // "a", "o" or "h".
  std::string part, vendor, product;
  // As written: "*" any, "-" none.
  std::string version, update;
  // Edition, language, software edition, target software, target hardware, other.
  std::array<std::string, 6> rest;
};
// Of a formatted string "cpe:2.3:a:…" or a URI "cpe:/a:…" (NISTIR 7695 §6.1, §6.2); lower case. Nothing for anything else.
std::optional<Cpe> parse_cpe(std::string_view text);
// Without its versions.
Affected product_of(const Cpe& cpe);
// "1.2", "1.2:rc1"; empty for any version.
std::string version_of(const Cpe& cpe);

// Of `configurations`: an Affected for each product, attributes and company that it is affected in. `told`: what is left
// out, and why.
std::vector<Affected> read_configurations(codec::Json configurations,
                                          const std::function<void(const std::string& why)>& told);

}  // namespace pratique::advisory
