// pratique cves: the vulnerabilities of an image, package by package.
#include <algorithm>
#include <memory>

#include "cli.h"
#include "console.h"
#include "documents.h"
#include "judge.h"
#include "report/filter.h"
#include "report/report.h"
#include "target.h"

namespace pratique::app {

namespace {

struct CvesOptions : CommonOptions {
  report::FilterWords filter;
  report::Options show;
  bool exit_code = false;
  bool epss = false;
};

Result<ExitCode> run(const CvesOptions& options) {
  if (options.epss) {
    return base::fail(ErrorKind::kUnsupported, "there is no EPSS data in the advisory database yet", {},
                      "leave the --epss options out");
  }
  PQ_TRY(const auto documents, outputs(options, "packages", report::formats_of("cves")));
  PQ_TRY(const auto filter, report::Filter::make(options.filter));
  Teller teller(options);
  PQ_TRY(const auto scanned, read_target(options, teller));
  std::optional<advisory::Database> database;
  PQ_TRY(auto judgement, judge(scanned.inventory, teller, &database));
  const auto hidden = filter.apply(judgement, scanned.inventory);
  const bool texts = std::any_of(documents.begin(), documents.end(), [&](const auto& document) {
    return report::find_report("cves", document.format)->shows_texts(options.show);
  });
  if (texts && database) PQ_CHECK(match::describe(judgement.findings, *database));
  for (const auto& document : documents) {
    const bool terminal = document.file.empty();
    auto show = options.show;
    show.target = options.target;
    show.colour = show.links = terminal && stdout_wants_colour();
    show.width = terminal ? stdout_width() : 0;
    const report::Input input{
        .inventory = scanned.inventory, .judgement = judgement, .options = show, .hidden = hidden};
    PQ_CHECK(write_document(document.file, report::find_report("cves", document.format)->write(input)));
  }
  const auto complete = completeness({&scanned.inventory.notes, &judgement.notes}, options, teller);
  return options.exit_code && !judgement.findings.empty() ? kGateFailed : complete;
}

void add_filters(CLI::App& command, CvesOptions& options) {
  auto& filter = options.filter;
  command.add_option("--only-severity", filter.severities, "critical, high, medium, low, unspecified")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_flag("--only-fixed", filter.only_fixed, "Only vulnerabilities with a fixed version");
  command.add_flag("--only-unfixed", filter.only_unfixed, "Only vulnerabilities without one");
  command
      .add_option("--only-package", filter.packages,
                  "Only packages whose name matches one of these regular expressions")
      ->allow_extra_args(false);
  command.add_option("--only-package-type", filter.package_types, "Only these types: deb,npm,pypi,…")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--only-cve-id", filter.ids, "Only these ids (aliases count)")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_flag("--only-cisa-kev", filter.only_cisa_kev,
                   "Only vulnerabilities that CISA knows to be exploited");
  command.add_option("--only-metric", filter.metrics, "Only CVSS vectors with one of these parts: AV:N")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_flag("--epss", options.epss, "Show EPSS scores (no data yet)");
  command.add_flag("--only-vuln-packages", options.show.only_vuln_packages,
                   "With --format only-packages: vulnerable ones only");
}

}  // namespace

void add_cves(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CvesOptions>();
  CLI::App* command = app.add_subcommand("cves", "The vulnerabilities of an image, package by package");
  add_common(*command, *options, "packages (default), json, only-packages");
  add_filters(*command, *options);
  command->add_flag("-e,--exit-code", options->exit_code,
                    "Exit with 2 when vulnerabilities remain after the filters");
  command->add_flag("--details", options->show.details,
                    "Say more of each vulnerability: summary, source, rule");
  command->add_flag("--locations", options->show.locations, "Show the files and layers of each package");
  command->footer(
      "\nExamples:\n"
      "  pratique cves image.tar\n"
      "  pratique cves --only-severity critical,high --only-fixed -e image.tar     a gate for CI\n"
      "  pratique cves --format json=cves.json --format packages image.tar\n");
  command->callback([options, &exit_code] {
    const auto result = run(*options);
    exit_code = result ? *result : report(result.error());
  });
}

}  // namespace pratique::app
