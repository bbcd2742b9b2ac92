// What people say of findings: VEX documents and exceptions, from where the user and the image have them, and applying
// them to a judgement.
#pragma once

#include <string>
#include <vector>

#include "cli.h"
#include "match/judgement.h"
#include "scan/scan.h"
#include "teller.h"
#include "vex/deliberation.h"
#include "vex/read.h"

namespace pratique::app {

struct TestimonyWords {
  // --vex-location: files, folders, addresses; --vex-author: patterns.
  std::vector<std::string> locations, authors;
  // --ignore-file; empty: the usual ones of the working folder.
  std::vector<std::string> ignore_files;
  // --no-ignore-files: neither.
  bool no_ignore_files = false;
  // --config.
  std::string config;
};

// Adds these options to a command that judges.
void add_testimony(CLI::App& command, TestimonyWords& words);

// A place that the user named for VEX documents: those in it, in the order of their paths. Of a folder, files that are no VEX are
// passed over, and what cannot be read is told; of a file or address, each of these is an error. `.git` is never looked
// into; a folder with an index.json of VEX Hub's layout is read by that.
Result<void> read_vex_place(const std::string& place, const CommonOptions& options, const Teller& teller,
                            const vex::BomIndex& boms, std::vector<vex::VexDocument>& into);
// What is attached to the image: VEX predicates of in-toto statements that are about it. What cannot be read is told.
// Errors: the image cannot be opened.
Result<void> read_attached(const CommonOptions& options, Teller& teller, const vex::BomIndex& boms,
                           std::vector<vex::VexDocument>& into);
// Components of CycloneDX documents that lie in the places, for BOM-links.
void add_boms(const std::vector<std::string>& places, vex::BomIndex& boms);

// The section `exceptions:` of the file of settings that counts; its name in `read`, empty: none.
Result<std::vector<vex::ExceptionRule>> read_settings_exceptions(const std::string& config,
                                                                 std::string& read);

// The names of the image that was scanned.
vex::ImageNames names_of(const model::Subject& subject, const CommonOptions& options);

// Reads all of it. Errors: a place that was named and cannot be read, a file of exceptions that is wrong.
Result<vex::Testimony> read_testimony(const TestimonyWords& words, const CommonOptions& options,
                                      const scan::Scan& scanned, Teller& teller);
// Weighs every finding, and says what came of it: exceptions that expired, that are of no use, documents whose authors do
// not count.
void apply(vex::Testimony testimony, const CommonOptions& options, const scan::Scan& scanned,
           match::Judgement& judgement, const Teller& teller);

}  // namespace pratique::app
