// Syft's own JSON ("syft-json", schema 3 and later). Only read.
#pragma once

#include "codec/json.h"
#include "model/inventory.h"

namespace pratique::sbom {

bool is_syft(codec::Json root);
Result<model::Inventory> read_syft(codec::Json root);

}  // namespace pratique::sbom
