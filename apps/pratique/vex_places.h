// Where VEX documents lie: files, folders, archives, addresses, beside an image (docs/vex.md, "Where statements come from").
#pragma once

#include <string>
#include <vector>

#include "cli.h"
#include "teller.h"
#include "vex/read.h"

namespace pratique::app {

// A place that the user named for VEX documents: those in it, in the order of their paths.
// - A folder, an archive (tar, packed or not; zip), a VEX repository at an address: files that are no VEX are passed over, what
//   cannot be read is told. `.git` is never looked into. With an index.json of VEX Hub's layout, it names the documents.
// - A file or address that is one document: any fault is an error.
// - An address may lead to a document, an archive, a repository's manifest (vex-repository.json) or its index; one that ends in "/"
//   is a repository itself, whose manifest or index is looked for. What a manifest leads to must lie in the open network.
// Errors: nothing is there, or no VEX, and what is there instead; kLimit.
Result<void> read_vex_place(const std::string& place, const CommonOptions& options, const Teller& teller,
                            const vex::BomIndex& boms, std::vector<vex::VexDocument>& into);
// All of several.
Result<std::vector<vex::VexDocument>> read_vex_places(const std::vector<std::string>& places,
                                                      const CommonOptions& options, const Teller& teller);
// What is attached to the image: VEX predicates of in-toto statements that are about it. What cannot be read is told.
// Errors: the image cannot be opened.
Result<void> read_attached(const CommonOptions& options, Teller& teller, const vex::BomIndex& boms,
                           std::vector<vex::VexDocument>& into);
// Components of CycloneDX documents that lie in the places, addresses left out, for BOM-links.
void add_boms(const std::vector<std::string>& places, vex::BomIndex& boms);
// A file of at most kMaxVexBytes.
Result<std::string> text_of_file(const std::string& file);

}  // namespace pratique::app
