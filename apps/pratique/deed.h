// What commands write for programs that do something, or that print lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli.h"
#include "documents.h"
#include "report/deed.h"

namespace pratique::app {

// --- Commands that do something.

// Adds --format, where the command has another use for --output, or none: a document goes to standard output, or to the
// file that --format json=FILE names.
void add_deed(CLI::App& command, CommonOptions& options, std::string_view schema = report::kDbDoneSchema);
// Before anything is done, so that nothing is done and then not told. `own`: what the command itself writes to standard
// output or to --output is a document, so that both may not go to one place. Errors: those of outputs().
Result<std::vector<Output>> deed_outputs(const CommonOptions& options, bool own = false);
// `code` once it is written.
Result<ExitCode> tell_deed(const report::Deed& deed, const std::vector<Output>& outputs, ExitCode code);

// --- Commands that print lines for people.

// Adds --output, --quiet and --format: text (the usual), json.
void add_lines(CLI::App& command, CommonOptions& options, std::string_view schema);
// Before anything is read. Errors: those of outputs().
Result<std::vector<Output>> lines_outputs(const CommonOptions& options);
// `code` once the lines or the deed are written.
Result<ExitCode> tell_lines(const std::string& text, const report::Deed& deed,
                            const std::vector<Output>& outputs, ExitCode code);

}  // namespace pratique::app
