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
#include "look.h"
#include "oci/reference.h"
#include "origin.h"
#include "policies.h"
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
  PolicyWords policies;
  bool hide_policies = false;
  bool ignore_unchanged = false;
  bool programs = false;
  std::vector<std::string> exit_on;
  bool ignore_unrated = false;
  bool exits_on(std::string_view what) const { return std::ranges::find(exit_on, what) != exit_on.end(); }
};

// One of the two images; what its comparison needs stays here.
struct ComparedSide {
  JudgedScan looked;
  report::ShownFindings selection{};
  std::optional<report::PolicyResults> policies{};

  report::Judged judged() const {
    return {.inventory = looked.inventory(), .judgement = looked.judgement, .selection = selection};
  }
  compare::Side side() const {
    return {.inventory = looked.inventory(),
            .judgement = looked.judgement,
            .findings = selection.findings,
            .left_out = selection.left_out};
  }
  const report::PolicyResults* results() const { return policies ? &*policies : nullptr; }
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

Result<ComparedSide> see(CommonOptions reading, const CompareOptions& options,
                         const std::optional<ChosenPolicies>& chosen, report::Filter& filter,
                         Teller& teller) {
  const HowToLook how{.programs = options.programs,
                      .scores = filter.asks_for_scores() || chosen.has_value(),
                      .on_read = [&](model::Inventory& read) { return filter.look_at(read.subject); }};
  PQ_TRY(auto looked, look_at(std::move(reading), options.testimony, teller, how));
  ComparedSide side{.looked = std::move(looked)};
  side.selection = filter.select(side.looked.judgement, side.looked.inventory());
  if (chosen) {
    PQ_TRY(side.policies, ask_policies(*chosen, side.looked, teller));
  }
  return side;
}

ExitCode close_policy_gate(const report::ComparedImages& compared, const Teller& teller) {
  std::vector<std::string> worse, unknown;
  for (const auto& one : report::compared_policies(compared)) {
    if (one.move == report::PolicyMove::kWorse) worse.push_back(base::printable(one.about().name));
    if (one.move == report::PolicyMove::kUnknown) unknown.push_back(base::printable(one.about().name));
  }
  if (!worse.empty()) teller.loud("Policies are worse than before: " + base::join(worse, ", "));
  if (!unknown.empty()) teller.loud("The gate is blind: nothing can be said of " + base::join(unknown, ", "));
  return !worse.empty() ? kGateFailed : unknown.empty() ? kOk : kIncomplete;
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
  if (options.exits_on("policy")) code = worse(code, close_policy_gate(compared, teller));
  if (!options.exits_on("vulnerability")) return code;
  report::Judged gained = compared.after;
  gained.selection.findings = comparison.gained;
  const auto gate = report::decide(gained, filter, options.gate);
  if (!gate.blind.empty()) teller.loud("The gate is blind: " + base::join(gate.blind, "; "));
  if (gate.outcome == report::Gate::Outcome::kFailed) {
    teller.loud(report::gained_text(comparison.gained, "gained"));
    return kGateFailed;
  }
  return worse(code, gate.outcome == report::Gate::Outcome::kBlind ? kIncomplete : kOk);
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
  if (options.hide_policies && options.exits_on("policy"))
    return base::fail(ErrorKind::kUsage, "--hide-policies and --exit-on policy exclude each other");
  PQ_TRY(auto other, other_side(options));
  Teller teller(options);
  std::optional<ChosenPolicies> chosen;
  if (!options.hide_policies) {
    PQ_TRY(chosen, read_policies(options.policies, options.testimony.config, options, teller));
  }
  PQ_TRY(const auto after, see(options, options, chosen, filter, teller));
  if (!options.to_environment.empty() && options.to.empty())
    other.target = recordable("", options.target, after.looked.inventory()).repository;
  PQ_TRY(const auto before, see(std::move(other), options, chosen, filter, teller));
  const auto comparison = compare::compare(before.side(), after.side());
  const report::ComparedImages compared{.before = before.judged(),
                                        .after = after.judged(),
                                        .comparison = comparison,
                                        .ignore_unchanged = options.ignore_unchanged,
                                        .policies_after = after.results(),
                                        .policies_before = before.results(),
                                        .base_after = report::figures_of_base(after.judged()),
                                        .base_before = report::figures_of_base(before.judged())};
  std::vector<Document> written;
  for (const auto& document : documents)
    written.push_back({document.file, writing_of(compared, document.format, shown_at(document.file, show))});
  PQ_CHECK(write_documents(written));
  auto notes = before.looked.notes();
  std::ranges::copy(after.looked.notes(), std::back_inserter(notes));
  const auto complete = completeness(notes, options, teller);
  // The filter was told of the other image's base last.
  PQ_CHECK(filter.look_at(after.looked.inventory().subject));
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
             "Exit with 2 when this is worse or changed: vulnerability, policy, package")
        ->type_name("WORD")
        ->check(one_of({"vulnerability", "policy", "package"}));
    command.add_flag("--hide-policies", options_.hide_policies, "Ask no policies");
    add_policies(command, options_.policies);
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
    add_testimony_words_of_scout(command);
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
