// Which of the SBOMs beside an image is the image's own.
#pragma once

#include <vector>

#include "attest/find.h"
#include "attest/predicate.h"

namespace pratique::attest {

struct AttachedSbom {
  Attached attestation;
  SbomHead head;

  // The document: a predicate's statement as it stands, or the bare SBOM.
  std::string_view text() const;
};

struct SbomOffer {
  // Those about this image, the best first: what the image's index names before referrers, these before cosign's tags;
  // what is about the manifest before what is about its index; ours before others'. SBOMs of build stages, and of
  // an index with several images, are none of them.
  std::vector<AttachedSbom> sboms;
  // Statements about the image of these kinds that were met on the way.
  std::size_t provenances = 0, vex = 0;
  // What was refused, and why.
  std::vector<model::Note> notes;
};

// Looks in one place after another until there is one.
SbomOffer find_sboms(Neighbours& neighbours, const oci::Image& image);

}  // namespace pratique::attest
