// pratique quickview: a first look at an image.
#include <memory>

#include "cli.h"
#include "console.h"
#include "documents.h"
#include "judge.h"
#include "report/report.h"
#include "target.h"

namespace pratique::app {

static Result<ExitCode> run(const CommonOptions& options) {
  PQ_TRY(const auto documents, outputs(options, "text", report::formats_of("quickview")));
  PQ_CHECK(parse_now(options.now));
  Teller teller(options);
  PQ_TRY(const auto scanned, read_target(options, teller));
  PQ_TRY(const auto judgement, judge(scanned.inventory, options, teller));
  std::vector<std::pair<std::string, std::string>> target_options;
  if (!options.ref.empty()) target_options.emplace_back("--ref", options.ref);
  if (!options.platform.empty()) target_options.emplace_back("--platform", options.platform);
  std::vector<Document> written;
  for (const auto& document : documents) {
    const bool terminal = document.file.empty();
    const report::Input input{.inventory = scanned.inventory,
                              .judgement = judgement,
                              .options = {.colour = terminal && stdout_wants_colour(),
                                          .links = terminal && stdout_wants_links(),
                                          .target = options.target,
                                          .target_options = target_options,
                                          .width = terminal ? stdout_width() : 0}};
    written.push_back({document.file, report::find_report("quickview", document.format)->write(input)});
  }
  PQ_CHECK(write_documents(written));
  return completeness({&scanned.inventory.notes, &judgement.notes}, options, teller);
}

void add_quickview(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App* command =
      app.add_subcommand("quickview", "A first look at an image: packages, vulnerabilities by severity");
  command->alias("qv");
  add_common(*command, *options, "text (default), json");
  add_judging(*command, *options);
  command->footer(
      "\nExamples:\n"
      "  pratique quickview image.tar\n"
      "  pratique quickview --platform linux/arm64 oci-dir://image\n");
  command->callback([options, &exit_code] {
    const auto result = run(*options);
    exit_code = result ? *result : report(result.error());
  });
}

}  // namespace pratique::app
