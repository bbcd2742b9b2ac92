// pratique compare: what changed from one image to another, or from one database to another.
#include "compare/compare.h"

#include <memory>

#include "arbitration_settings.h"
#include "base/text.h"
#include "command.h"
#include "documents.h"
#include "environments.h"
#include "filters.h"
#include "judge.h"
#include "match/programs.h"
#include "oci/reference.h"
#include "origin.h"
#include "report/comparison.h"
#include "report/filter.h"
#include "report/gate.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

namespace {

struct CompareOptions : CommonOptions {
  std::string to, to_ref, to_platform, to_database, to_environment;
  bool to_latest = false;
  report::FilterWords filter;
  report::GateWords gate;
  TestimonyWords testimony;
  bool ignore_unchanged = false;
  bool programs = false;
  std::vector<std::string> exit_on;
  bool ignore_unrated = false;
  bool exits_on(std::string_view what) const { return std::ranges::find(exit_on, what) != exit_on.end(); }
};

// One of the two images; what its comparison needs stays here.
struct Looked {
  CommonOptions options;
  scan::Scan scanned;
  match::Judgement judgement;
  report::ShownFindings selection;
};

// "registry.example.com/app:latest" of "registry.example.com/app:2"; of a prefix, with it.
Result<std::string> latest_of(const std::string& target) {
  const auto scheme = target.find("://");
  const auto prefix = scheme == target.npos ? std::string() : target.substr(0, scheme + 3);
  PQ_TRY(auto reference, oci::parse_reference(std::string_view(target).substr(prefix.size())));
  reference.tag = "latest";
  reference.digest.clear();
  return prefix + oci::to_string(reference);
}

// How the other side is read: as the first, but for what --to and its like say.
Result<CommonOptions> other_side(const CompareOptions& options) {
  CommonOptions other = options;
  if (!options.to.empty() && options.to_latest)
    return base::fail(ErrorKind::kUsage, "--to and --to-latest exclude each other");
  if (options.to_latest && !options.to_environment.empty())
    return base::fail(ErrorKind::kUsage, "--to-latest and --to-env exclude each other");
  if (options.to.empty() && !options.to_latest && options.to_environment.empty() &&
      options.to_database.empty() && options.to_platform.empty() && options.to_ref.empty()) {
    return base::fail(ErrorKind::kUsage, "nothing to compare with", {},
                      "name it: --to IMAGE, --to-latest, --to-env NAME, or --to-db FILE for the same image "
                      "by another database");
  }
  if (!options.to.empty()) {
    other.target = options.to;
    // What is said of the one image is not said of the other.
    other.ref.clear();
    other.provenances.clear();
    other.dockerfile.clear();
    other.dockerfile_stage.clear();
  }
  if (options.to_latest) {
    if (options.target.empty()) return base::fail(ErrorKind::kUsage, "--to-latest needs the image's name");
    PQ_TRY(other.target, latest_of(options.target));
  }
  // Of what is compared the one of the same repository, whatever its version.
  if (!options.to_environment.empty()) {
    other.environment = options.to_environment;
  } else if (!options.to.empty() || options.to_latest) {
    other.environment.clear();
  }
  if (!options.to_ref.empty()) other.ref = options.to_ref;
  if (!options.to_platform.empty()) other.platform = options.to_platform;
  if (!options.to_database.empty()) other.database = options.to_database;
  return other;
}

Result<Looked> look_at(CommonOptions reading, const CompareOptions& options, report::Filter& filter,
                       Teller& teller) {
  Looked looked{.options = std::move(reading)};
  PQ_TRY(auto named, read_named(options.testimony, looked.options, teller));
  PQ_TRY(looked.scanned, read_target(looked.options, teller));
  PQ_CHECK(filter.look_at(looked.scanned.inventory.subject));
  PQ_TRY(auto testimony, with_image(std::move(named), looked.options, looked.scanned, teller));
  if (options.programs) match::add_programs(looked.scanned.inventory);
  std::optional<advisory::Database> database;
  PQ_TRY(looked.judgement, judge(looked.scanned, std::move(testimony), looked.options, teller, &database));
  if (database && filter.asks_for_scores()) PQ_CHECK(match::forecast(looked.judgement, *database));
  looked.selection = filter.select(looked.judgement, looked.scanned.inventory);
  return looked;
}

report::Judged judged(const Looked& looked) {
  return {
      .inventory = looked.scanned.inventory, .judgement = looked.judgement, .selection = looked.selection};
}
compare::Side side_of(const Looked& looked) {
  return {.inventory = looked.scanned.inventory,
          .judgement = looked.judgement,
          .findings = looked.selection.findings,
          .left_out = looked.selection.left_out};
}

// What fails the gate of --exit-on, in words; blind where the later image could not be seen.
ExitCode close_gate(const report::ComparedImages& compared, const report::Filter& filter,
                    const CompareOptions& options, const Teller& teller) {
  const auto& comparison = compared.comparison;
  auto code = kOk;
  if (options.exits_on("package") && comparison.added + comparison.removed + comparison.changed > 0) {
    teller.loud("Packages changed");
    code = kGateFailed;
  }
  if (!options.exits_on("vulnerability")) return code;
  report::Judged worse = compared.after;
  worse.selection.findings = comparison.gained;
  const auto gate = report::decide(worse, filter, options.gate);
  if (!gate.blind.empty()) teller.loud("The gate is blind: " + base::join(gate.blind, "; "));
  if (gate.outcome == report::Gate::Outcome::kFailed) {
    teller.loud(report::gained_text(comparison.gained, "gained"));
    return kGateFailed;
  }
  return code == kOk && gate.outcome == report::Gate::Outcome::kBlind ? kIncomplete : code;
}

Result<ExitCode> run_compare(const CompareOptions& options) {
  PQ_TRY(const auto documents, outputs(options, {"text", report::forms_of<report::ComparedImages>()}));
  auto words = options.filter;
  put_part(options, words);
  words.drop_unrated = options.ignore_unrated;
  words.keep_unrated = options.exits_on("vulnerability") && !options.ignore_unrated;
  PQ_TRY(auto filter, report::Filter::make(std::move(words)));
  PQ_TRY(const auto show, with_forges({}));
  PQ_CHECK(parse_now(options.now));
  PQ_CHECK(rules_of(options));
  PQ_TRY(auto other, other_side(options));
  Teller teller(options);
  PQ_TRY(const auto after, look_at(options, options, filter, teller));
  if (!options.to_environment.empty() && options.to.empty())
    other.target = recordable("", options.target, after.scanned.inventory).repository;
  PQ_TRY(const auto before, look_at(std::move(other), options, filter, teller));
  const auto comparison = compare::compare(side_of(before), side_of(after));
  const report::ComparedImages compared{.before = judged(before),
                                        .after = judged(after),
                                        .comparison = comparison,
                                        .ignore_unchanged = options.ignore_unchanged};
  std::vector<Document> written;
  for (const auto& document : documents)
    written.push_back({document.file, writing_of(compared, document.format, shown_at(document.file, show))});
  PQ_CHECK(write_documents(written));
  const auto complete = completeness({&before.scanned.inventory.notes, &before.judgement.notes,
                                      &after.scanned.inventory.notes, &after.judgement.notes},
                                     options, teller);
  // The filter was told of the other image's base last.
  PQ_CHECK(filter.look_at(after.scanned.inventory.subject));
  const auto closed = close_gate(compared, filter, options, teller);
  return closed == kOk ? complete : closed;
}

class Compare final : public Command {
 public:
  CommandInfo info() const override {
    return {"compare", "What changed from one image to another, and why", 3};
  }
  void declare(CLI::App& command) override {
    command.alias("diff");
    add_common(command, options_, {"text", report::forms_of<report::ComparedImages>()});
    command.add_option("--to", options_.to, "What TARGET is compared with: anything that TARGET may be")
        ->type_name("IMAGE");
    command.add_flag("--to-latest", options_.to_latest,
                     "Compare with the tag `latest` of TARGET's repository");
    command
        .add_option("--to-env", options_.to_environment,
                    "Compare with what was recorded in this environment: the image of TARGET's repository, "
                    "or of --to")
        ->type_name("NAME");
    command.add_option("--to-ref", options_.to_ref, "--ref of the other side")->type_name("NAME");
    command.add_option("--to-platform", options_.to_platform, "--platform of the other side")
        ->type_name("OS/ARCH");
    command
        .add_option("--to-db", options_.to_database,
                    "--db of the other side: what the world learnt in between")
        ->type_name("FILE");
    add_list(command, "-x,--exit-on", options_.exit_on,
             "Exit with 2 when this is worse or changed: vulnerability, package")
        ->type_name("WORD")
        ->check(one_of({"vulnerability", "package"}));
    command.add_flag("--ignore-unchanged", options_.ignore_unchanged,
                     "Leave out packages that did not change");
    add_filters(command, options_.filter);
    add_origin(command, options_);
    add_judging(command, options_);
    command.add_flag("--programs", options_.programs,
                     "Judge programs too that no package manager recorded but that name themselves, by CPE");
    command.add_flag("--ignore-unrated", options_.ignore_unrated,
                     "Leave out vulnerabilities that nobody rated");
    command.add_flag("--count-low-confidence", options_.gate.count_low_confidence,
                     "With -x vulnerability: findings by CPE alone count as well");
    command.add_flag("--ignore-partial", options_.gate.ignore_partial,
                     "With -x vulnerability: accept packages that were judged by partial data");
    command.add_flag("--ignore-unjudged", options_.gate.ignore_unjudged,
                     "With -x vulnerability: accept these, packages not judged, and what could not be read");
    add_testimony(command, options_.testimony);
    command.footer(
        "\nExamples:\n"
        "  pratique compare --to app:1 app:2\n"
        "  pratique compare --to-latest -x vulnerability app:2 \ta gate for CI: no worse than what is out\n"
        "  pratique compare --to sbom://released.json image.tar\n"
        "  pratique compare --db new.db --to-db old.db app:2 \twhat the world learnt\n"
        "  pratique compare --format markdown --ignore-unchanged --to app:1 app:2\n");
  }
  Result<ExitCode> run() override { return run_compare(options_); }

 private:
  CompareOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_compare() { return std::make_unique<Compare>(); }

}  // namespace pratique::app
