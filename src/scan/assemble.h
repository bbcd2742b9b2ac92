// The records of all layers become one inventory: what shows in the final view, who owns it, what was missed.
#pragma once

#include "scan/layers.h"

namespace pratique::scan {

// Fills inventory.components, .notes and .subject.distro.
void assemble(const ReadLayers& read, const std::vector<std::size_t>& places, const layer::Stack& stack,
              const extract::Catalogue& catalogue, base::Meter& meter, model::Inventory& inventory);

}  // namespace pratique::scan
