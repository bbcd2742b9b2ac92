// pratique quickview: a first look at an image.
#include "report/quickview.h"

#include <memory>

#include "arbitration_settings.h"
#include "base/text.h"
#include "base_updates.h"
#include "command.h"
#include "documents.h"
#include "judge.h"
#include "look.h"
#include "origin.h"
#include "policies.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

namespace {

struct QuickviewOptions : CommonOptions {
  TestimonyWords testimony;
  PolicyWords policies;
};

// What is known of other images in the place of the base by who is asked anyway: nothing is fetched for it, and an image that
// no registry gave asks none.
void add_updates(const JudgedScan& looked, report::Quickview& view, Teller& teller) {
  constexpr std::size_t kMost = 2;
  if (!view.base || !looked.inventory().subject.obtained_from.starts_with("registry ")) return;
  const auto advice = advise_on_base(looked, {.most = kMost, .hasty = true}, teller);
  if (!advice) return;
  const std::string unknown = "not looked into: pratique recommendations does";
  if (advice->refresh && advice->refresh->state == report::Refresh::State::kNewer) {
    const auto name = base::printable(view.base->name);
    view.refreshed = advice->refresh->proposal ? report::figures_of(name, advice->refresh->proposal->facts)
                                               : report::ImageFigures{.name = name, .note = unknown};
  }
  if (advice->updates && !advice->updates->empty()) {
    const auto& best = advice->updates->front();
    view.updated = report::figures_of(best.from, best.facts);
  } else if (!advice->unknown.empty()) {
    const auto repository = view.base->name.substr(0, view.base->name.rfind(':'));
    view.updated =
        report::ImageFigures{.name = repository + ":" + advice->unknown.front().tag, .note = unknown};
  }
}

report::Asked asked_words(const CommonOptions& options) {
  report::Asked asked{.target = options.target};
  if (!options.environment.empty()) asked.options.emplace_back("--env", options.environment);
  if (!options.ref.empty()) asked.options.emplace_back("--ref", options.ref);
  if (!options.platform.empty()) asked.options.emplace_back("--platform", options.platform);
  return asked;
}

Result<ExitCode> run_quickview(const QuickviewOptions& options) {
  PQ_TRY(const auto documents, outputs(options, {"text", report::forms_of<report::Quickview>()}));
  PQ_CHECK(parse_now(options.now));
  PQ_CHECK(rules_of(options));
  PQ_TRY(const auto show, with_forges({}));
  Teller teller(options);
  PQ_TRY(const auto chosen, read_policies(options.policies, options.testimony.config, options, teller));
  const HowToLook how{.scores = true, .on_read = [&](model::Inventory& inventory) {
                        return choose_part(options, inventory);
                      }};
  PQ_TRY(const auto looked, look_at(options, options.testimony, teller, how));
  report::Quickview view{{.inventory = looked.inventory(),
                          .judgement = looked.judgement,
                          .selection = report::select_open(looked.judgement)},
                         asked_words(options)};
  view.base = report::figures_of_base(view);
  add_updates(looked, view, teller);
  PQ_TRY(view.policies, ask_policies(chosen, looked, teller));
  std::vector<Document> written;
  for (const auto& document : documents)
    written.push_back({document.file, writing_of(view, document.format, shown_at(document.file, show))});
  PQ_CHECK(write_documents(written));
  return completeness(looked.notes(), options, teller);
}

class Quickview final : public Command {
 public:
  CommandInfo info() const override {
    return {"quickview", "A first look at an image: figures, policies, score", 1};
  }
  void declare(CLI::App& command) override {
    command.alias("qv");
    add_common(command, options_, {"text", report::forms_of<report::Quickview>()});
    add_origin(command, options_);
    add_judging(command, options_);
    add_policies(command, options_.policies);
    add_testimony(command, options_.testimony);
    add_testimony_words_of_scout(command);
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
