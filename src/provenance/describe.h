// What provenance and a Dockerfile say of an image, put into its inventory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/inventory.h"
#include "provenance/build_record.h"

namespace pratique::provenance {

// Where a record comes from.
struct RecordPlace {
  // "attestation", "file".
  std::string known_by;
  // Of the blob or file.
  std::string digest;
};

// Fills in Subject::provenance, the lines of its layers and instructions, and its base image. What a label says stays
// where the record says nothing. `text`: of the whole statement or predicate, for its digest alone.
void describe(const BuildRecord& record, const RecordPlace& place, model::Inventory& inventory);

// The same by comparing the history with a Dockerfile that somebody gave: only what is not known yet, and marked as
// guessed. `target`: the stage that was built; empty: the one that the provenance names, else the last. Errors: those of
// read_dockerfile() and Dockerfile::target(). A Dockerfile that no entry of the history looks like changes nothing and
// leaves the note "dockerfile-mismatch".
Result<void> compare(std::string_view text, const std::string& file, std::string_view target,
                     model::Inventory& inventory);

}  // namespace pratique::provenance
