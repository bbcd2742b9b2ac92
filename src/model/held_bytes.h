// What parts of an inventory take in memory: objects, and the texts that they own, with what the allocator
// adds. An estimate that errs to the high side by a few per cent.
#pragma once

#include <cstdint>

#include "model/inventory.h"

namespace pratique::model {

std::uint64_t held_bytes(const std::string& text);                        // beyond the object itself
std::uint64_t held_bytes(const std::map<std::string, std::string>& map);  // the same
std::uint64_t held_bytes(const Component& component);
std::uint64_t held_bytes(const FoundLicense& found);
std::uint64_t held_bytes(const Observation& observation);
std::uint64_t held_bytes(const Note& note);

}  // namespace pratique::model
