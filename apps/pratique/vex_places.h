// Where VEX documents lie: files, folders, archives, addresses, beside an image (docs/vex.md, "Where statements come from").
#pragma once

#include <string>
#include <vector>

#include "cli.h"
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
// That not all was read, in a line or a few.
void tell_unread(const vex::VexReading& reading, const Teller& teller);
// All documents of several places, and what cannot be read is told.
Result<std::vector<vex::VexDocument>> read_vex_places(const std::vector<std::string>& places,
                                                      const CommonOptions& options, const Teller& teller,
                                                      const vex::BomIndex& boms = {});
// What is attached to the image: VEX predicates of in-toto statements that are about it. What cannot be read is told.
// Errors: the image cannot be opened.
Result<void> read_attached(const CommonOptions& options, Teller& teller, const vex::BomIndex& boms,
                           std::vector<vex::VexDocument>& into);
// Components of CycloneDX documents that lie in the places, addresses left out, for BOM-links.
void add_boms(const std::vector<std::string>& places, vex::BomIndex& boms);

}  // namespace pratique::app
