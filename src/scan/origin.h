// Where an image comes from: what its attestations, and files that the user gives, say of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attest/sboms.h"
#include "base/meter.h"
#include "model/inventory.h"
#include "oci/image.h"

namespace pratique::scan {

// A file that the user gave.
struct NamedText {
  std::string file, text;
};

struct OriginOptions {
  // --provenance: statements, envelopes, bundles, or predicates as buildx prints them.
  std::vector<NamedText> provenances;
  // --dockerfile, and which of its stages was built; empty: as the provenance says, else the last.
  std::optional<NamedText> dockerfile;
  std::string target;
  // Packages of build stages are added, as far as SBOMs of them are attached: model::stage_of().
  bool stages = false;
};

// Of the attestations about an image. Provenance that cannot be read is a note ("provenance-unreadable").
void add_attested_origin(const std::vector<attest::Attached>& provenances, model::Inventory& inventory);
// What the user's files say, which counts before what is attached. `indexes`: digests of indexes that name the image, which
// a statement may be about as well. Errors: kInvalid for a file that is no provenance, kMismatch for one about another
// image.
Result<void> add_given_origin(const OriginOptions& options, const std::vector<std::string>& indexes,
                              model::Inventory& inventory);

// Components of SBOMs of build stages, marked by their stage. Which were added; what could not be read is a note.
void add_stages(const std::vector<attest::AttachedSbom>& stages, base::Meter& meter,
                model::Inventory& inventory);

}  // namespace pratique::scan
