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
  // Statements about the image that say where it comes from, in the order in which they were met.
  std::vector<Attached> provenances;
  // SBOMs of stages of its build and of the build's context (SbomHead::stage), about the image's manifest.
  std::vector<AttachedSbom> stages;
  // Statements about the image of this kind that were met on the way.
  std::size_t vex = 0;
  // What was refused, and why.
  std::vector<model::Note> notes;
};

// Looks in one place after another until there is one; where looking costs nothing, also until there is a provenance.
SbomOffer find_sboms(Neighbours& neighbours, const oci::Image& image);
// The same without `sboms`, for who reads the layers: far away no further than the image's own index.
SbomOffer find_provenance(Neighbours& neighbours, const oci::Image& image);

}  // namespace pratique::attest
