// Which documents a command writes, and where.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli.h"
#include "report/report.h"
#include "write.h"

namespace pratique::app {

// One document to write.
struct Output {
  std::string format;
  // Empty: standard output.
  std::string file;
};
// The outputs that --format and --output ask for; `known` are the command's formats. Before anything is read,
// so that hours of work are not lost to a typing error. Errors: kUsage for an unknown format, for two
// documents in one place, for an --output that nothing would be written to, for one that is the target
// itself; kIo for a place that cannot be written.
Result<std::vector<Output>> outputs(const CommonOptions& options, const std::string& default_format,
                                    const std::vector<std::string>& known);

// How a document is shown where it is written (empty: standard output, else a file): colours, links, width.
report::Options shown_at(const std::string& file, report::Options show);
// The same for documents that programs read line by line: folded on a terminal only, without colours.
report::Options parsed_at(const std::string& file);

// Writes the one document of a command that has one, in a format that there is.
template <typename Document>
Result<ExitCode> write_one(Document document, const std::string& format, const CommonOptions& options) {
  document.options = parsed_at(options.output == "-" ? "" : options.output);
  PQ_TRY(const auto text, report::text_of(document, format.empty() ? "text" : format));
  PQ_CHECK(write_document(options.output, text));
  return kOk;
}

}  // namespace pratique::app
