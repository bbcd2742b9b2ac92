// Where an image comes from: the options that say more of it, and that choose a part of it.
#pragma once

#include "cli.h"
#include "report/filter.h"
#include "scan/origin.h"

namespace pratique::app {

// Adds --provenance, --dockerfile, --dockerfile-stage, --multi-stage, --only-stage, --only-base, --ignore-base.
void add_origin(CLI::App& command, CommonOptions& options);

// Reads the files that they name. Errors: kUsage for options that exclude each other; those of reading.
Result<scan::OriginOptions> origin_of(const CommonOptions& options);
// Takes out of the inventory what --only-base, --ignore-base and --only-stage leave out. kUsage when it is not known which
// layers are the base image's.
Result<void> choose_part(const CommonOptions& options, model::Inventory& inventory);
// The same for the filters of a command that counts what it hides.
void put_part(const CommonOptions& options, report::FilterWords& words);

// How documents are shown, with the places of repositories that the file of settings names ("forges"). kUsage for a
// section that is wrong.
Result<report::Options> with_forges(report::Options options);

}  // namespace pratique::app
