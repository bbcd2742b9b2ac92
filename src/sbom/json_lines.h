// Several documents in one file: one a line, as `cosign download attestation` prints them (https://jsonlines.org), or
// the elements of an array, as `gh attestation verify --format json` does.
#pragma once

#include <functional>
#include <string_view>

#include "codec/json.h"
#include "model/inventory.h"

namespace pratique::sbom {

inline constexpr std::size_t kMaxLines = 10'000;  // documents of one file

// Whether the first line is an object by its looks, and another begins behind it.
bool is_json_lines(std::string_view text);

// Reads each line by `read` and puts the inventories together: the subject is that of the first. Lines that are no
// inventory (kUnsupported: a provenance) are counted in a note, lines that cannot be read are a note each that makes
// the inventory incomplete. Errors: that of the first line, when none is an inventory; kLimit over kMaxLines.
Result<model::Inventory> read_json_lines(
    std::string_view text, const std::function<Result<model::Inventory>(std::string_view)>& read);

// The same of an array's elements. kUnsupported for one without any.
Result<model::Inventory> read_json_array(codec::Json array,
                                         const std::function<Result<model::Inventory>(codec::Json)>& read);

}  // namespace pratique::sbom
