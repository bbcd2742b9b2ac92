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
// The outputs that --format and --output ask for, of the command's forms. Before anything is read,
// so that hours of work are not lost to a typing error. Errors: kUsage for an unknown format, for two
// documents in one place, for an --output that nothing would be written to, for one that is the target
// itself; kIo for a place that cannot be written.
Result<std::vector<Output>> outputs(const CommonOptions& options, const Forms& forms);

// How a document is shown where it is written (empty: standard output, else a file): colours, links, width.
report::Options shown_at(const std::string& file, report::Options options);
// The same for documents that programs read line by line: folded on a terminal only, without colours.
report::Options parsed_at(const std::string& file);

// The writing of a document in a format that there is. `document` must outlive it.
template <typename Document>
base::Writing writing_of(const Document& document, const std::string& format, report::Options options) {
  const auto* form = report::find_report<Document>(format);
  return [&document, form, options](const base::Sink& sink) { return form->write(document, options, sink); };
}

// Writes a document that programs read line by line, in its formats.
template <typename Document>
Result<ExitCode> write_parsed(const Document& document, const std::vector<Output>& outputs) {
  std::vector<app::Document> written;
  for (const auto& output : outputs)
    written.push_back({output.file, writing_of(document, output.format, parsed_at(output.file))});
  PQ_CHECK(write_documents(written));
  return kOk;
}

}  // namespace pratique::app
