// What the commands of attestations say: typed documents, written by the reports of format/attestations*.cc and
// format/sbom_check*.cc (docs/formats/attestations.md).
#pragma once

#include <string>
#include <vector>

#include "attest/compare.h"
#include "model/note.h"
#include "model/subject.h"
#include "report/report.h"

namespace pratique::report {

// `attestation list`.
struct AttestationList {
  struct Row {
    // Of the blob that holds it, and of the manifest that names that.
    std::string digest, manifest;
    std::uint64_t size = 0;
    // "index", "referrer", "cosign".
    std::string place;
    // "statement", "dsse", "bundle", "document" (a bare SBOM), "signature".
    std::string form;
    // "sbom", "provenance", "vex", "other"; empty for signatures.
    std::string kind;
    std::string predicate_type;
    // Digest that it is about; empty when it was refused.
    std::string about;
    // "image" or "index"; "other": it is about another image and never used.
    std::string subject;
    // What wrote an SBOM, by its own word.
    std::string generator;
    // Of the envelope; not verified.
    std::size_t signatures = 0;
  };
  std::string target, digest;
  model::Platform platform;
  std::vector<Row> rows;
  std::vector<model::Note> notes;
};

// `sbom verify`.
struct SbomCheck {
  std::string target, digest;
  model::Platform platform;
  model::AttestedSbom sbom;
  attest::SbomDifference difference;
  // What either side could not read.
  std::vector<model::Note> notes;
};

}  // namespace pratique::report
