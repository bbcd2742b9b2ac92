// Vulnerabilities as NVD's API 2.0 has them (https://nvd.nist.gov/developers/vulnerabilities): what its pages, its yearly
// files and corrections of them share.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "advisory/advisory.h"
#include "base/result.h"
#include "codec/json.h"

namespace pratique::advisory {

// Of a `cve` object. `told`: parts of it that are left out. kInvalid: it has no id.
Result<Advisory> read_nvd(codec::Json cve, std::string_view source,
                          const std::function<void(const std::string& why)>& told);

}  // namespace pratique::advisory
