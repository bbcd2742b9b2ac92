// Any document: it is read or refused; what was read survives each of our formats.
#include <cstdlib>

#include "report/report.h"
#include "sbom/read.h"
#include "sbom/write.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto inventory = sbom::read_document({reinterpret_cast<const char*>(data), size});
  if (!inventory) return 0;
  for (const auto* name :
       {"json", "cyclonedx-1.4", "cyclonedx-xml", "spdx-2.2", "spdx-tag-value", "spdx-3"}) {
    const auto text = sbom::text_of(*inventory, name);
    const auto again = sbom::read_document(text);
    if (!again || *again != *inventory) std::abort();
  }
  // A terminal of 40 columns: whatever the names are, it ends, and says something.
  const auto list = report::text_of(report::PackageList{*inventory}, "list", {.width = 40});
  if (!list || list->empty()) std::abort();
  return 0;
}
