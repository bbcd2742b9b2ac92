// What a record takes in memory, for the meter's account "records".
#pragma once

#include <cstdint>

#include "extract/record.h"

namespace pratique::extract {

std::uint64_t held_bytes(const Record& record);

}  // namespace pratique::extract
