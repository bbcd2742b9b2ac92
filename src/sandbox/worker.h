// The child of the cage: one pass over one layer, then its end.
#pragma once

#include <vector>

#include "extract/catalogue.h"
#include "sandbox/confine.h"
#include "sandbox/shared.h"

namespace pratique::sandbox {

// What a child is given, at these numbers.
enum Given : int { kControl = 3, kInput = 4, kRing = 5, kPage = 6 };
inline constexpr std::size_t kGiven = 4;

// How a child ends by itself.
enum EndOfChild : int { kDone = 0, kNoMemory = 71, kLost = 72, kThrew = 73 };

// Everything the child does. The process has one thread, and its descriptors are as above. Never returns.
[[noreturn]] void work(const extract::Catalogue& catalogue, const SystemCalls& calls,
                       const ProcessBounds& bounds);

}  // namespace pratique::sandbox
