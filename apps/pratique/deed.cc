#include "deed.h"

#include <algorithm>

namespace pratique::app {

namespace {

constexpr const char* kText = "text";

report::FormName json_form(std::string_view schema) { return {"json", "schema " + std::string(schema)}; }
Forms deed_forms(std::string_view schema) { return {"", {json_form(schema)}}; }
Forms lines_forms(std::string_view schema) {
  return {kText, {json_form(schema), {kText, "for people: a line each"}}};
}

}  // namespace

void add_deed(CLI::App& command, CommonOptions& options, std::string_view schema) {
  add_formats(command, options, deed_forms(schema));
}

Result<std::vector<Output>> deed_outputs(const CommonOptions& options, bool own) {
  if (options.formats.empty()) return std::vector<Output>();
  auto asked = options;
  asked.output.clear();
  PQ_TRY(auto all, outputs(asked, deed_forms("")));
  const auto same = [&](const Output& one) {
    const auto is_standard = [](const std::string& file) { return file.empty() || file == "-"; };
    return one.file == options.output || (is_standard(one.file) && is_standard(options.output));
  };
  if (own && std::ranges::any_of(all, same))
    return base::fail(ErrorKind::kUsage, "two documents for one output", {},
                      "name a file for one: -o FILE, --format json=FILE");
  return all;
}

Result<ExitCode> tell_deed(const report::Deed& deed, const std::vector<Output>& outputs, ExitCode code) {
  if (outputs.empty()) return code;
  PQ_CHECK(write_parsed(deed, outputs));
  return code;
}

void add_lines(CLI::App& command, CommonOptions& options, std::string_view schema) {
  add_document(command, options, lines_forms(schema));
}

Result<std::vector<Output>> lines_outputs(const CommonOptions& options) {
  return outputs(options, lines_forms(""));
}

Result<ExitCode> tell_lines(const std::string& text, const report::Deed& deed,
                            const std::vector<Output>& outputs, ExitCode code) {
  std::vector<Document> written;
  for (const auto& one : outputs) {
    const bool lines = one.format == kText;
    written.push_back({one.file, lines ? base::Writing([&](const base::Sink& sink) { return sink(text); })
                                       : writing_of(deed, one.format, parsed_at(one.file))});
  }
  PQ_CHECK(write_documents(written));
  return code;
}

}  // namespace pratique::app
