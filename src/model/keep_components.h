// Taking components out of an inventory.
#pragma once

#include <functional>

#include "model/inventory.h"

namespace pratique::model {

// Leaves those components of which `keep` says so, in their order. Edges follow; those to and from the others go.
void keep_components(Inventory& inventory, const std::function<bool(const Component&)>& keep);

}  // namespace pratique::model
