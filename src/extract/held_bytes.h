// What records take in memory, for the meter's account "records": objects, and the texts that they own, with
// what the allocator adds. An estimate that errs to the high side by a few per cent.
#pragma once

#include <cstdint>

#include "extract/extractor.h"

namespace pratique::extract {

std::uint64_t held_bytes(const model::Component& component);
std::uint64_t held_bytes(const model::Note& note);
std::uint64_t held_bytes(const Record& record);

}  // namespace pratique::extract
