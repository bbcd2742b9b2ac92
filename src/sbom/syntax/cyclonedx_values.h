// Values that the schemas of CycloneDX take.
#pragma once

#include <string_view>

namespace pratique::sbom::cyclonedx_values {

bool is_component_type(std::string_view text);
bool is_scope(std::string_view text);
bool is_hash_algorithm(std::string_view text);
// Hexadecimal digits: 32, 40, 64, 96 or 128 of them.
bool is_hash(std::string_view text);
// SPDX's list; the schemas take exceptions of it too.
bool is_license_id(std::string_view text);
bool is_encoding(std::string_view text);
bool is_patch_type(std::string_view text);
bool is_issue_type(std::string_view text);
bool is_data_flow(std::string_view text);
bool is_phase(std::string_view text);
bool is_aggregate(std::string_view text);
bool is_reference_type(std::string_view text);
bool is_acknowledgement(std::string_view text);
bool is_tlp(std::string_view text);
// "urn:uuid:…", in JSON of lower case only.
bool is_serial_number(std::string_view text);
// RFC 3339, or xs:dateTime, which may leave the zone out.
bool is_time(std::string_view text);
bool is_not_empty(std::string_view text);

}  // namespace pratique::sbom::cyclonedx_values
