// Several inventories as one.
#pragma once

#include <string>
#include <vector>

#include "model/inventory.h"

namespace pratique::sbom {

// One inventory of at least one. Components that are the same package in the same place are one, with what either says;
// edges, observations and notes are kept.
//
// The subject is that of the first where all are about the same image (by its digest); else it is of kind kSbom and has
// the name that is given. A distribution is the whole's only where all name the same one: otherwise each system package
// carries its own in the qualifier "distro", so that it is still judged by that. Where edges do not fit below
// model::kMaxEdges, a note tells.
model::Inventory merged(std::vector<model::Inventory> inventories, const std::string& name);

}  // namespace pratique::sbom
