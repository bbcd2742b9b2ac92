// pratique quickview: a first look at an image.
#include <memory>

#include "arbitration_settings.h"
#include "command.h"
#include "documents.h"
#include "judge.h"
#include "origin.h"
#include "report/report.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

namespace {

struct QuickviewOptions : CommonOptions {
  TestimonyWords testimony;
};

Result<ExitCode> run_quickview(const QuickviewOptions& options) {
  PQ_TRY(const auto documents, outputs(options, {"text", report::forms_of<report::Quickview>()}));
  PQ_CHECK(parse_now(options.now));
  PQ_CHECK(rules_of(options));
  PQ_TRY(const auto show, with_forges({}));
  Teller teller(options);
  PQ_TRY(auto named, read_named(options.testimony, options, teller));
  PQ_TRY(auto scanned, read_target(options, teller));
  PQ_CHECK(choose_part(options, scanned.inventory));
  PQ_TRY(auto testimony, with_image(std::move(named), options, scanned, teller));
  PQ_TRY(const auto judgement, judge(scanned, std::move(testimony), options, teller));
  report::Asked asked{.target = options.target};
  if (!options.ref.empty()) asked.options.emplace_back("--ref", options.ref);
  if (!options.platform.empty()) asked.options.emplace_back("--platform", options.platform);
  const report::Quickview view{
      {.inventory = scanned.inventory, .judgement = judgement, .selection = report::select_open(judgement)},
      asked};
  std::vector<Document> written;
  for (const auto& document : documents)
    written.push_back({document.file, writing_of(view, document.format, shown_at(document.file, show))});
  PQ_CHECK(write_documents(written));
  return completeness({&scanned.inventory.notes, &judgement.notes}, options, teller);
}

class Quickview final : public Command {
 public:
  CommandInfo info() const override {
    return {"quickview", "A first look at an image: packages, vulnerabilities by severity", 1};
  }
  void declare(CLI::App& command) override {
    command.alias("qv");
    add_common(command, options_, {"text", report::forms_of<report::Quickview>()});
    add_origin(command, options_);
    add_judging(command, options_);
    add_testimony(command, options_.testimony);
    command.footer(
        "\nExamples:\n"
        "  pratique quickview alpine:3.18\n"
        "  pratique quickview image.tar\n"
        "  pratique quickview --platform linux/arm64 oci-dir://image\n"
        "  pratique quickview --vex-location vex/ image.tar\n");
  }
  Result<ExitCode> run() override { return run_quickview(options_); }

 private:
  QuickviewOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_quickview() { return std::make_unique<Quickview>(); }

}  // namespace pratique::app
