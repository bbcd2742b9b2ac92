#include "deed.h"

namespace pratique::app {

namespace {

Forms deed_forms() { return {"", report::forms_of<report::Deed>()}; }

}  // namespace

void add_deed(CLI::App& command, CommonOptions& options) { add_formats(command, options, deed_forms()); }

Result<std::vector<Output>> deed_outputs(const CommonOptions& options) {
  if (options.formats.empty()) return std::vector<Output>();
  auto asked = options;
  asked.output.clear();
  return outputs(asked, deed_forms());
}

Result<ExitCode> tell_deed(const report::Deed& deed, const std::vector<Output>& outputs, ExitCode code) {
  if (outputs.empty()) return code;
  PQ_CHECK(write_parsed(deed, outputs));
  return code;
}

}  // namespace pratique::app
