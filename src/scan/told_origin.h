// What provenance says of an image, from when it is read until the layers are.
#pragma once

#include <vector>

#include "attest/find.h"
#include "model/inventory.h"
#include "provenance/build_record.h"
#include "provenance/describe.h"

namespace pratique::scan {

// A provenance that was read, and where it stood.
struct ToldOrigin {
  provenance::BuildRecord record;
  provenance::RecordPlace place;
};
// Of the attestations about an image. Provenance that cannot be read is a note ("provenance-unreadable").
std::vector<ToldOrigin> read_attested_origins(const std::vector<attest::Attached>& provenances,
                                              model::Inventory& inventory);
// Tells the one of them that says most, of an image whose packages are known.
void tell_origin(std::vector<ToldOrigin> all, model::Inventory& inventory);

}  // namespace pratique::scan
