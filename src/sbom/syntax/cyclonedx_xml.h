// CycloneDX XML and protobuf text as JSON, with the places of what is found wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sbom/defect.h"

namespace pratique::sbom {

// What is kept on the way; all may be nullptr.
struct SyntaxTracing {
  // What only this syntax can have wrong: elements or fields that the schema does not know, elements that are there twice. Gets
  // at most kMaxDefects.
  std::vector<Defect>* defects = nullptr;
  // A JSON pointer, and where the element or field that it became of begins.
  const std::string* watched = nullptr;
  std::size_t* offset = nullptr;
};

// As those of sbom/syntax.h.
Result<std::string> json_of_cyclonedx_xml(std::string_view text, const SyntaxTracing& tracing);
Result<std::string> json_of_cyclonedx_text_proto(std::string_view text, const SyntaxTracing& tracing);
// Whether a text begins like one of the two.
bool is_cyclonedx_xml(std::string_view text);
bool is_cyclonedx_text_proto(std::string_view text);

}  // namespace pratique::sbom
