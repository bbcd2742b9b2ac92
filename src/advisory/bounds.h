// The ends of ranges: whether they are versions.
#pragma once

#include "advisory/affected.h"
#include "version/order.h"

namespace pratique::advisory {

// Whether an end of the range is no version for the order of its package ("20.10.11.r0" for apk): nothing is known to
// be below or above such a text. False where there is no order.
bool has_odd_bound(const Range& range, const version::Order* order);

}  // namespace pratique::advisory
