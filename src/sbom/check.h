// Whether a document is valid by its format's schema. Reading is more lenient: what is wrong in one corner of a document
// does not hide the packages in all others (docs/decisions/0056).
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json.h"
#include "sbom/defect.h"

namespace pratique::sbom {

// What is wrong with CycloneDX, JSON, XML or protobuf text; nothing for a document of another format, or a wrapped one. At most
// kMaxDefects, each with its line. Errors: those of reading the syntax; kLimit for JSON that takes more than kMaxSbomMemory
// beside its text.
Result<std::vector<Defect>> defects_of(std::string_view text);

// The same of the JSON form, without lines. Versions before 1.4 let members stand that they do not know.
std::vector<Defect> defects_of_cyclonedx(codec::Json root);

}  // namespace pratique::sbom
