// What predicates there are, by their types, and what an SBOM says of itself.
#pragma once

#include <string>
#include <string_view>

namespace pratique::attest {

enum class Predicate {
  kSpdx,        // https://spdx.dev/Document…
  kCyclonedx,   // https://cyclonedx.org/bom…
  kSyft,        // https://syft.dev/bom
  kScout,       // https://scout.docker.com/sbom/v0.1
  kProvenance,  // https://slsa.dev/provenance/…
  kVex,         // https://openvex.dev/ns…, in-toto's VEX
  kOther,
};
Predicate predicate_of(std::string_view type);
bool is_sbom(Predicate predicate);
// "sbom", "provenance", "vex", "other".
const char* kind_of(Predicate predicate);

// Whether `wanted` names the predicate type: the whole, or a word for its kind ("sbom", "spdx", "cyclonedx",
// "provenance", "slsaprovenance", "vex", "openvex"), as cosign's --type has it.
bool names(std::string_view wanted, std::string_view type);

// What the document in an SBOM statement says of itself.
struct SbomHead {
  // "syft-1.18.0"; several: ", " between them; may be empty.
  std::string generator;
  // SPDX: the document's name ("sbom", "/run/src/core/sbom").
  std::string name;
  // BuildKit's SBOM of the build context or of a stage that is not the image (docs/attestations/sbom-protocol.md:
  // what is scanned is called "sbom", what is scanned besides "sbom-STAGE" or "sbom-context").
  bool beside_image = false;
  // Of these: "build" (its name, else its number), "context"; else empty.
  std::string stage;
  // Written by this program.
  bool ours = false;
};
// Empty for what is no SBOM. `predicate`: JSON, maybe in cosign's wrapper {"Data": …, "Timestamp": …}.
SbomHead head_of_sbom(std::string_view predicate);

}  // namespace pratique::attest
