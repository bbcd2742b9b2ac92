// An image's packages by an SBOM that is attached to it, instead of its layers.
#pragma once

#include <optional>
#include <vector>

#include "attest/find.h"
#include "attest/sboms.h"
#include "base/meter.h"
#include "model/inventory.h"
#include "oci/image.h"

namespace pratique::scan {

struct Attested {
  // Components, edges, observations and notes as the document has them; of the subject the distribution and
  // attested_sbom. Nothing: there is none that can be used, and the layers must be read.
  std::optional<model::Inventory> inventory;
  // The SBOM was written by this program.
  bool ours = false;
  // What else was found about the image.
  std::vector<attest::Attached> provenances;
  std::vector<attest::AttachedSbom> stages;
  std::size_t vex = 0;
  // Why an SBOM was not used, what was refused. Never incomplete: reading the layers makes up for it.
  std::vector<model::Note> notes;
};

// Never an error: what cannot be used is told in the notes. Not used is an SBOM about another image by its statement,
// by the digest that it names itself, or by its layers; one that cannot be read; one without a package, which may be
// one that nobody filled.
Attested read_attested(attest::Neighbours& neighbours, const oci::Image& image, base::Meter& meter);

}  // namespace pratique::scan
