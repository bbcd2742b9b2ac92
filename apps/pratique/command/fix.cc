// pratique fix: what to upgrade so that findings go away; writes it into the files that declare it.
#include <algorithm>
#include <memory>
#include <set>

#include "arbitration_settings.h"
#include "base_updates.h"
#include "command.h"
#include "documents.h"
#include "filters.h"
#include "fix_sources.h"
#include "judge.h"
#include "look.h"
#include "origin.h"
#include "registry_metadata.h"
#include "report/filter.h"
#include "report/fix_plan.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

namespace {

struct FixOptions : CommonOptions {
  report::FilterWords filter;
  TestimonyWords testimony;
  std::string source;
  std::vector<std::string> metadata;
  bool dry_run = false, write = false, no_base = false, pin = false;
  fix::EditOptions edit;
};

Forms forms() { return {"text", report::forms_of<report::FixPlan>()}; }

// The best of what the base image could be, where that clears anything.
void add_base(const FixOptions& options, const JudgedScan& looked, report::FixPlan& plan, Teller& teller) {
  const auto& bases = looked.inventory().subject.bases;
  if (options.no_base || bases.empty() || bases.front().name == model::kScratch) return;
  auto advice = advise_on_base(looked, {.pin = options.pin, .most = 3}, teller);
  if (!advice) {
    plan.base_why = base::to_line(advice.error());
    return;
  }
  std::vector<report::Proposal> all =
      advice->updates ? *std::move(advice->updates) : std::vector<report::Proposal>();
  if (advice->refresh && advice->refresh->proposal) all.push_back(*std::move(advice->refresh->proposal));
  std::ranges::stable_sort(
      all, [](const auto& a, const auto& b) { return recommend::is_better(a.facts, b.facts); });
  for (auto& one : all) {
    if (!advice->base) break;
    report::BaseBump bump{.proposal = std::move(one)};
    std::set<std::string> cleared;
    for (const auto* finding : plan.selection.findings) {
      const std::string id(finding->id);
      if (advice->base->vulnerabilities.contains(id) && !bump.proposal.facts.vulnerabilities.contains(id))
        cleared.insert(id);
    }
    if (cleared.empty()) continue;
    bump.cleared.assign(cleared.begin(), cleared.end());
    plan.base = std::move(bump);
    return;
  }
  plan.base_why = advice->tags_by.empty() && !advice->tags_why.empty()
                      ? "nobody could be asked for other tags of " + advice->name + ": " + advice->tags_why
                      : "no other tag of " + advice->name + " that was looked into clears any of it";
}

Result<ExitCode> run_fix(const FixOptions& options) {
  PQ_TRY(const auto documents, outputs(options, forms()));
  auto words = options.filter;
  put_part(options, words);
  PQ_TRY(auto filter, report::Filter::make(std::move(words)));
  PQ_CHECK(parse_now(options.now));
  PQ_CHECK(rules_of(options));
  if (options.write && options.dry_run)
    return base::fail(ErrorKind::kUsage, "--write and --dry-run exclude each other");
  if ((options.write || options.dry_run) && options.source.empty())
    return base::fail(ErrorKind::kUsage, "--write and --dry-run need --source: the folder of the project");
  PQ_TRY(const auto metadata, RegistryMetadata::of(options.metadata, options));
  Teller teller(options);
  const HowToLook how{.scores = filter.asks_for_scores(),
                      .on_read = [&](model::Inventory& read) { return filter.look_at(read.subject); }};
  PQ_TRY(const auto looked, look_at(options, options.testimony, teller, how));
  if (!looked.database)
    return base::fail(ErrorKind::kNotFound, "there is no advisory database to plan by", {},
                      "run `pratique db update`, or name one by --db");
  const auto selection = filter.select(looked.judgement, looked.inventory());
  const auto advisories = match::advisories_of(*looked.database);
  PQ_TRY(const auto plan, fix::plan({.inventory = looked.inventory(),
                                     .judgement = looked.judgement,
                                     .chosen = selection.findings,
                                     .advisories = *advisories,
                                     .books = metadata.books()}));
  report::FixPlan document{
      {.inventory = looked.inventory(), .judgement = looked.judgement, .selection = selection},
      plan,
      {.target = options.target}};
  add_base(options, looked, document, teller);
  if (!options.source.empty()) {
    document.has_source = true;
    PQ_TRY(auto edits, edits_of(options.source, document, options.edit));
    if (options.write) PQ_CHECK(write_edits(edits));
    document.written = options.write;
    for (auto& one : edits) document.files.push_back(std::move(one.shown));
  }
  std::vector<Document> written;
  for (const auto& one : documents)
    written.push_back({one.file, writing_of(document, one.format, shown_at(one.file, {}))});
  PQ_CHECK(write_documents(written));
  return completeness(looked.notes(), options, teller);
}

class Fix final : public Command {
 public:
  CommandInfo info() const override { return {"fix", "What to upgrade so that vulnerabilities go away", 4}; }
  void declare(CLI::App& command) override {
    add_common(command, options_, forms());
    command.add_option("--source", options_.source, "Folder of the project whose files declare versions")
        ->type_name("DIR");
    command.add_flag("--dry-run", options_.dry_run, "With --source: show what would be edited (default)");
    command.add_flag("--write", options_.write, "With --source: edit the files");
    command.add_flag("--hold-transitive", options_.edit.hold_transitive,
                     "Add overrides for packages that come with others");
    command.add_flag("--raise-floors", options_.edit.raise_floors,
                     "Edit ranges, too, that admit the new version already");
    RegistryMetadata::declare(command, options_.metadata);
    command.add_flag("--no-base", options_.no_base, "Leave the base image as it is");
    command.add_flag("--pin", options_.pin, "FROM with the digest");
    add_filters(command, options_.filter);
    add_origin(command, options_);
    add_judging(command, options_);
    add_testimony(command, options_.testimony);
    command.footer(
        "\nFiles: Dockerfile, package.json, requirements*.txt, pyproject.toml, go.mod, pom.xml,\n"
        "Cargo.toml, Gemfile, composer.json. Their formatting stays.\n"
        "\nExamples:\n"
        "  pratique fix app:1\n"
        "  pratique fix --only-severity critical,high --source . app:1\n"
        "  pratique fix --write --source . app:1\n"
        "  pratique fix --only-package express --format markdown app:1\n");
  }
  Result<ExitCode> run() override { return run_fix(options_); }

 private:
  FixOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_fix() { return std::make_unique<Fix>(); }

}  // namespace pratique::app
