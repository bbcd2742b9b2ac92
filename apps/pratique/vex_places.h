// Where VEX documents lie: files, folders, archives, addresses, beside an image (docs/vex.md, "Where statements come from").
#pragma once

#include <string>
#include <vector>

#include "cli.h"
#include "model/note.h"
#include "teller.h"
#include "vex/files.h"

namespace pratique::app {

// A place that the user named for VEX documents: those in it, in the order of their paths, as read_vex_path() (vex/files.h)
// reads files and folders. An address may lead to a document, an archive, a repository's manifest (vex-repository.json) or
// its index; one that ends in "/" is a repository itself, whose manifest or index is looked for. What a manifest leads to
// must lie in the open network.
// Errors: those of read_vex_path(), net's. What was read before an error stays in `into`.
Result<void> read_vex_place(const std::string& place, const CommonOptions& options, const Teller& teller,
                            const vex::BomIndex& boms, vex::VexReading& into);
// What was read of places, and what could not be.
struct VexPlaces {
  std::vector<vex::VexDocument> documents;
  // "vex-unread": of each document that cannot be read, and of those that an index names elsewhere; each is incomplete. Each was
  // told on standard error, too.
  std::vector<model::Note> notes;
};
// All documents of several places. Errors: those of read_vex_place(), of the first place that cannot be read as a whole.
Result<VexPlaces> read_vex_places(const std::vector<std::string>& places, const CommonOptions& options,
                                  const Teller& teller, const vex::BomIndex& boms = {});
// What is attached to the image: VEX predicates of in-toto statements that are about it. Errors: the image cannot be opened.
Result<void> read_attached(const CommonOptions& options, Teller& teller, const vex::BomIndex& boms,
                           VexPlaces& into);
// A document that cannot be read becomes a note of `into`, and is told.
void leave_unread(const Error& error, const Teller& teller, VexPlaces& into);
// For commands that write what documents say: tells how many statements of which document were refused, since these are in
// nothing that is written. kIncomplete where there are some, or something was not read; else kOk.
ExitCode whether_whole(const VexPlaces& read, const Teller& teller);
// Components of CycloneDX documents that lie in the places, addresses left out, for BOM-links.
void add_boms(const std::vector<std::string>& places, vex::BomIndex& boms);

}  // namespace pratique::app
