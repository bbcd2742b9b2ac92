// The two formats in other syntaxes than JSON, as JSON text of the same document, so that each format has one reader.
// Pure. What the readers do not look at is left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::sbom {

// A document of another syntax; what is read of it is no larger as JSON than kMaxSbomBytes (sbom/read.h).
inline constexpr std::uint64_t kMaxSyntaxBytes = 32ull << 20;

// CycloneDX XML (ECMA-424; schemas bom-1.0.xsd to bom-1.7.xsd). Errors: those of codec::XmlDocument.
Result<std::string> json_of_cyclonedx_xml(std::string_view text);
// CycloneDX 1.3 to 1.7 in the text format of Protocol Buffers (schemas bom-1.*.proto). Errors: kLimit over kMaxSyntaxBytes;
// kInvalid, with the line, for what is none.
Result<std::string> json_of_cyclonedx_text_proto(std::string_view text);
// SPDX 2.2 and 2.3, "tag:value format" (spdx-spec 2.3, clauses 6 to 12 name a tag for each field). Errors: kLimit over
// kMaxSyntaxBytes; kInvalid, with the line, for one that has no tag, and for a text that does not end.
Result<std::string> json_of_spdx_tag_value(std::string_view text);
// SPDX 2.2 and 2.3 in YAML: the members of the JSON form. Errors: those of codec::YamlDocument, kLimit for what aliases
// make longer than kMaxSyntaxBytes.
Result<std::string> json_of_spdx_yaml(std::string_view text);

}  // namespace pratique::sbom
