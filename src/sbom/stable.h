// Times and identifiers of documents that depend on their content only: same inventory, same bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/inventory.h"

namespace pratique::sbom {

// An RFC 3339 time in UTC, to the second: "2024-05-01T10:00:00.5+02:00" gives "2024-05-01T08:00:00Z". Nothing
// for anything else, and outside the years 1 to 9999.
std::optional<std::string> to_utc(std::string_view time);

// Of a document about the subject: as given, else when the subject was created, else time zero, which is
// plainly none; SPDX (6.9) and the NTIA minimum elements demand a time, and the clock would make every
// document differ.
std::string time_of(const model::Subject& subject, const std::string& given);

// A UUID of version 8 (RFC 9562, 5.8) from the SHA-256 of the content.
std::string uuid_of(std::string_view content);
// Of the document that a writer of this name makes of the inventory: a hash of all that it is made from (every
// member of the inventory, the time, the program's version), so that it can stand at the start of a text that
// is not there yet.
std::string uuid_of_document(std::string_view writer, const model::Inventory& inventory,
                             std::string_view time);
// 16 hex digits of the same hash.
std::string short_hash(std::string_view content);

// An absolute http(s) URL without characters that a URI may not hold, so that it may stand where schemas want
// a URI.
bool is_url(std::string_view text);

}  // namespace pratique::sbom
