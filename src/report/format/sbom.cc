// `cves --format sbom`: the inventory in its own form, with what was found about each package.
#include "report/sbom_form.h"

namespace pratique::report {

std::unique_ptr<AnyReport> make_sbom() {
  return sbom_form("sbom", "json", "the inventory, with the vulnerabilities of each package as a property");
}

}  // namespace pratique::report
