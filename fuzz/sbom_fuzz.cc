// Any document, in any syntax: it is checked, read or refused; what was read survives each of our formats, which are valid.
#include <cstdlib>

#include "report/report.h"
#include "sbom/check.h"
#include "sbom/facts.h"
#include "sbom/read.h"
#include "sbom/write.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view document(reinterpret_cast<const char*>(data), size);
  if (const auto defects = sbom::defects_of(document)) {
    for (const auto& defect : *defects) {
      if (sbom::to_line(defect).empty()) std::abort();
    }
  }
  (void)sbom::facts_of(document);
  const auto inventory = sbom::read_document(document);
  if (!inventory) return 0;
  for (const auto* name : {"json", "cyclonedx-1.4", "cyclonedx-1.7", "cyclonedx-xml", "cyclonedx-xml-1.4",
                           "spdx-2.2", "spdx-tag-value", "spdx-3"}) {
    const auto text = sbom::text_of(*inventory, name);
    const auto again = sbom::read_document(text);
    if (!again || *again != *inventory) std::abort();
    if (const auto defects = sbom::defects_of(text); !defects || !defects->empty()) std::abort();
  }
  // A terminal of 40 columns: whatever the names are, it ends, and says something.
  const auto list = report::text_of(report::PackageList{*inventory}, "list", {.width = 40});
  if (!list || list->empty()) std::abort();
  return 0;
}
