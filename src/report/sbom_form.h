// Forms of `cves` that are documents of `sbom`: what is in the image, with what was found about each package as the
// property "pratique:vulnerabilities" of it (docs/formats/cves.md).
#pragma once

#include <memory>
#include <string_view>

#include "report/report.h"

namespace pratique::report {

// By the writer of that name (sbom::find_writer). A copy of the inventory carries the vulnerabilities.
std::unique_ptr<AnyReport> sbom_form(std::string_view format, std::string_view writer,
                                     std::string_view about);

}  // namespace pratique::report
