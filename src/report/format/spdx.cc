// `cves --format spdx`: SPDX 2.3, with what was found about each package.
#include "report/sbom_form.h"

namespace pratique::report {

std::unique_ptr<AnyReport> make_spdx() {
  return sbom_form("spdx", "spdx", "SPDX 2.3, with the vulnerabilities of each package in an annotation");
}

}  // namespace pratique::report
