// CycloneDX XML as JSON, with the places of what is found wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sbom/defect.h"

namespace pratique::sbom {

// What is kept on the way; all may be nullptr.
struct XmlTracing {
  // What only XML can have wrong: elements that the schema does not know, or twice. Gets at most kMaxDefects.
  std::vector<Defect>* defects = nullptr;
  // A JSON pointer, and where the element that it became of begins.
  const std::string* watched = nullptr;
  std::size_t* offset = nullptr;
};

// As json_of_cyclonedx_xml() in sbom/syntax.h.
Result<std::string> json_of_cyclonedx_xml(std::string_view text, const XmlTracing& tracing);

}  // namespace pratique::sbom
