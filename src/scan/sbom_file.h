// An SBOM document from a file or a pipe.
#pragma once

#include <string>

#include "base/meter.h"
#include "model/inventory.h"

namespace pratique::scan {

// Its text: plain or compressed (gzip, zstd, xz, bzip2), in UTF-8 or in the encoding that its byte order mark tells. Errors:
// kIo; kLimit over sbom::document_bounds(); those of the compression and the encoding.
Result<std::string> read_sbom_text(const std::string& path, base::Meter& meter);

// What is in it. What its format's schema does not take is a note "invalid-document" with the line and the reason of the
// first defect, or an error where `refuse_invalid`: then kInvalid. Documents of ours are not checked: their readers are
// strict. Errors: those of sbom::read_document() too, each with the path.
Result<model::Inventory> read_sbom_file(const std::string& path, bool refuse_invalid, base::Meter& meter);

}  // namespace pratique::scan
