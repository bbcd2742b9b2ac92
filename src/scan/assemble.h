// The records of all layers become one inventory: what shows in the final view, who owns it, what was missed.
#pragma once

#include "scan/names.h"

namespace pratique::scan {

// Fills inventory.components, .notes and .subject.distro.
void assemble(const ImageView& view, const Names& names, const extract::Catalogue& catalogue,
              base::Meter& meter, model::Inventory& inventory);

}  // namespace pratique::scan
