// What commands that do something write for programs.
#pragma once

#include "cli.h"
#include "documents.h"
#include "report/deed.h"

namespace pratique::app {

// Adds --format, where the command has another use for --output, or none: a document goes to standard output, or to the
// file that --format json=FILE names.
void add_deed(CLI::App& command, CommonOptions& options);
// Before anything is done, so that nothing is done and then not told. Errors: those of outputs().
Result<std::vector<Output>> deed_outputs(const CommonOptions& options);
// `code` once it is written.
Result<ExitCode> tell_deed(const report::Deed& deed, const std::vector<Output>& outputs, ExitCode code);

}  // namespace pratique::app
