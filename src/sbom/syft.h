// Syft's own JSON ("syft-json", schema 3 and later). Only read.
#pragma once

#include "base/meter.h"
#include "codec/json.h"
#include "model/inventory.h"

namespace pratique::sbom {

bool is_syft(codec::Json root);
Result<model::Inventory> read_syft(codec::Json root, base::Meter& meter);

}  // namespace pratique::sbom
