// The tag:value form of SPDX 2.2 and 2.3 (each field's tag stands in clauses 6 to 12) of the description of a document.
#pragma once

#include "base/sink.h"
#include "sbom/write/common/spdx_document.h"

namespace pratique::sbom {

// One package after the other. Errors are the sink's.
Result<void> write_spdx_tag_value(SpdxDocument& document, const base::Sink& sink);

}  // namespace pratique::sbom
