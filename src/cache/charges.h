// What a piece of work took of the scan's meter, as the remark of the entry that keeps what came of it: whoever takes
// it from there books the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/meter.h"

namespace pratique::cache {

std::string to_text(const base::Charges& charges);
// Nothing for any other text.
std::optional<base::Charges> to_charges(std::string_view text);

}  // namespace pratique::cache
