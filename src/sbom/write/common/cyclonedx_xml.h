// CycloneDX XML of the description of a document.
#pragma once

#include "base/sink.h"
#include "codec/json_value.h"
#include "sbom/write/common/cyclonedx_document.h"

namespace pratique::sbom {

// Whether XML 1.0 (2.2, "Char") can hold every text of the object, and readers give it back unchanged: no control
// characters, no blanks at the ends.
bool is_carried_by_xml(const codec::JsonObject& object);

// Version 1.`minor`; the elements of each object in the order of the schema. What XML cannot hold becomes U+FFFD. One
// component after the other: the document is never in memory. Errors are the sink's.
Result<void> write_cyclonedx_xml(CycloneDxDocument& document, int minor, const base::Sink& sink);

}  // namespace pratique::sbom
