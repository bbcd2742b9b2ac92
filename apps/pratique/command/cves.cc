// pratique cves: the vulnerabilities of an image, package by package.
#include <algorithm>
#include <array>
#include <memory>

#include "arbitration_settings.h"
#include "base/text.h"
#include "command.h"
#include "documents.h"
#include "environments.h"
#include "filters.h"
#include "judge.h"
#include "look.h"
#include "origin.h"
#include "report/filter.h"
#include "report/gate.h"
#include "report/ordering.h"
#include "report/report.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

namespace {

struct CvesOptions : CommonOptions {
  report::FilterWords filter;
  report::Options show;
  report::GateWords gate;
  TestimonyWords testimony;
  bool only_vex_affected = false, ignore_suppressed = false;
  bool exit_code = false;
  bool ignore_unrated = false;
  std::string sort, group_by;
  bool programs = false;
};

// "one, two and 3 more": a line stays a line.
std::string clauses(const std::vector<std::string>& all) {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> some(all.begin(),
                                all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), kMost)));
  auto text = base::join(some, "; ");
  return all.size() > kMost ? text + "; and " + std::to_string(all.size() - kMost) + " more" : text;
}

// Says, under --quiet as well, what the gate did not see and what it let pass.
ExitCode close_gate(const report::Judged& judged, const report::Filter& filter, const CvesOptions& options,
                    const Teller& teller) {
  const auto gate = report::decide(judged, filter, options.gate);
  if (gate.unrated > 0) {
    teller.loud(std::to_string(gate.unrated) + (gate.unrated == 1 ? " finding has" : " findings have") +
                " no rating and count in this gate; --ignore-unrated leaves them out");
  }
  if (gate.low_confidence > 0) {
    teller.loud(std::to_string(gate.low_confidence) +
                (gate.low_confidence == 1 ? " finding has" : " findings have") +
                " low confidence and no weight in this gate; --count-low-confidence gives them some");
  }
  if (!gate.accepted.empty()) teller.loud("Accepted as asked: " + clauses(gate.accepted));
  if (!gate.blind.empty()) teller.loud("The gate is blind: " + clauses(gate.blind));
  if (gate.outcome == report::Gate::Outcome::kFailed) return kGateFailed;
  return gate.outcome == report::Gate::Outcome::kBlind ? kIncomplete : kOk;
}

// What the filters left out for want of a rating or score, which is no reason to think little of it.
void tell_hidden(const report::ShownFindings& open, const report::ShownFindings& shown,
                 const report::Filter& filter, const CvesOptions& options, const Teller& teller) {
  const auto tell = [&](const char* without, const auto& lacks) {
    const auto number =
        std::ranges::count_if(open.findings, lacks) - std::ranges::count_if(shown.findings, lacks);
    if (number == 0) return;
    const auto what = std::to_string(number) + (number == 1 ? " finding" : " findings") + " without " +
                      without + (number == 1 ? " is" : " are") + " left out by the filters";
    options.exit_code ? teller.loud(what) : teller.warn(what);
  };
  tell("a rating", [](const auto* finding) { return finding->severity == advisory::Severity::kUnspecified; });
  if (filter.asks_for_scores())
    tell("an EPSS score", [&](const auto* finding) { return !filter.has_score(*finding); });
}

// A gate says it by itself (close_gate).
void tell_scores(const match::Judgement& judgement, const report::Filter& filter, const CvesOptions& options,
                 const Teller& teller) {
  const auto why = report::no_scores(judgement, filter);
  if (!why.empty() && !options.exit_code) teller.warn("No finding has a score that counts: " + why);
  if (why.empty() && (options.show.epss || options.show.sort == report::SortBy::kEpss) &&
      !judgement.has(advisory::kEpssSource))
    teller.warn("The database has no EPSS scores");
}

// Whether one of the documents shows what is asked for.
bool any_of(const std::vector<Output>& documents,
            bool (report::CvesReport::*shows)(const report::Options&) const, const CvesOptions& options) {
  return std::any_of(documents.begin(), documents.end(), [&](const auto& document) {
    const auto* report = report::find_report<report::Cves>(document.format);
    return (dynamic_cast<const report::CvesReport&>(*report).*shows)(options.show);
  });
}

Result<report::Filter> filter_of(const CvesOptions& options) {
  auto words = options.filter;
  put_part(options, words);
  words.drop_unrated = options.ignore_unrated;
  words.keep_unrated = options.exit_code && !options.ignore_unrated;
  return report::Filter::make(std::move(words));
}

// Of what is closed, what a VEX statement closed.
void drop_settled(report::ShownFindings& selection) {
  if (!selection.closed) return;
  std::erase_if(*selection.closed, [](const match::Finding* finding) {
    return !finding->opinions.empty() && finding->opinions.front().decides &&
           finding->opinions.front().kind == "vex";
  });
}

// One image, and what is shown of it.
struct Seen {
  JudgedScan looked;
  std::optional<report::Cves> cves{};
};

Result<std::unique_ptr<Seen>> see(const CvesOptions& options, report::Filter& filter,
                                  const std::vector<Output>& documents, Teller& teller) {
  const HowToLook how{
      .programs = options.programs,
      .scores = filter.asks_for_scores() || any_of(documents, &report::CvesReport::shows_scores, options),
      .on_read = [&](model::Inventory& read) { return filter.look_at(read.subject); }};
  PQ_TRY(auto looked, look_at(options, options.testimony, teller, how));
  auto seen = std::make_unique<Seen>(Seen{.looked = std::move(looked)});
  auto& scanned = seen->looked.scanned;
  auto& judgement = seen->looked.judgement;
  const auto& database = seen->looked.database;
  auto selection = filter.select(judgement, scanned.inventory);
  if (options.only_vex_affected) drop_settled(selection);
  tell_hidden(report::select_open(judgement), selection, filter, options, teller);
  if (database) tell_scores(judgement, filter, options, teller);
  if (database && any_of(documents, &report::CvesReport::shows_texts, options)) {
    PQ_CHECK(match::describe(judgement, selection.findings, *database));
    if (selection.closed) PQ_CHECK(match::describe(judgement, *selection.closed, *database));
  }
  seen->cves.emplace(report::Cves{
      {.inventory = scanned.inventory, .judgement = judgement, .selection = std::move(selection)}});
  return seen;
}

// Of several images documents follow each other, which only forms for people bear.
Result<void> check_forms(const std::vector<Output>& documents, std::size_t images) {
  constexpr std::array<std::string_view, 3> kFollow = {"packages", "only-packages", "markdown"};
  for (const auto& one : documents) {
    if (images < 2 || std::ranges::find(kFollow, one.format) != kFollow.end()) continue;
    return base::fail(ErrorKind::kUsage, "--format " + one.format + " is of one image", {},
                      "name one of the environment's images, or use --format packages");
  }
  return {};
}

Result<ExitCode> run_cves(const CvesOptions& options) {
  PQ_TRY(const auto documents, outputs(options, {"packages", report::forms_of<report::Cves>()}));
  PQ_TRY(auto filter, filter_of(options));
  PQ_TRY(const auto show, with_forges(options.show));
  PQ_CHECK(parse_now(options.now));
  if (options.ignore_suppressed && options.filter.show_closed)
    return base::fail(ErrorKind::kUsage, "--ignore-suppressed and --show-suppressed exclude each other");
  PQ_CHECK(rules_of(options));
  PQ_TRY(const auto targets, images_of_environment(options));
  PQ_CHECK(check_forms(documents, targets.size()));
  Teller teller(options);
  std::vector<std::unique_ptr<Seen>> images;
  for (const auto& target : targets) {
    auto one = options;
    if (!target.empty()) one.target = target;
    PQ_TRY(auto seen, see(one, filter, documents, teller));
    images.push_back(std::move(seen));
  }
  std::vector<Document> written;
  for (const auto& document : documents) {
    const auto shown = shown_at(document.file, show);
    written.push_back(
        {document.file, [&, shown, format = document.format](const base::Sink& sink) -> Result<void> {
           for (const auto& image : images) {
             if (image != images.front()) PQ_CHECK(sink("\n"));
             PQ_CHECK(writing_of(*image->cves, format, shown)(sink));
           }
           return {};
         }});
  }
  PQ_CHECK(write_documents(written));
  auto code = kOk;
  for (const auto& image : images) {
    PQ_CHECK(filter.look_at(image->looked.inventory().subject));
    const auto complete = completeness(image->looked.notes(), options, teller);
    const auto closed = options.exit_code ? close_gate(*image->cves, filter, options, teller) : kOk;
    code = worse(code, closed == kOk ? complete : closed);
  }
  return code;
}

class Cves final : public Command {
 public:
  CommandInfo info() const override {
    return {"cves", "The vulnerabilities of an image, package by package", 2};
  }
  void declare(CLI::App& command) override {
    add_common(command, options_, {"packages", report::forms_of<report::Cves>()});
    add_filters(command, options_.filter);
    add_origin(command, options_);
    command.add_flag("--epss", options_.show.epss, "Show EPSS scores, and vulnerabilities in their order");
    command
        .add_option("--sort", options_.sort,
                    "What comes first: severity (default), priority, epss, package, cve, fix")
        ->type_name("WORD")
        ->check(one_of(report::sort_words()));
    command
        .add_option("--group-by", options_.group_by,
                    "Vulnerabilities by package (default), cve, owner, layer, fix")
        ->type_name("WORD")
        ->check(one_of(report::group_words()));
    command.add_flag("--only-vuln-packages", options_.show.only_vuln_packages,
                     "With --format only-packages: vulnerable ones only");
    add_judging(command, options_);
    command.add_flag(
        "-e,--exit-code", options_.exit_code,
        "Exit with 2 when vulnerabilities remain after the filters, with 3 when none does but not "
        "everything could be seen");
    command.add_flag("--ignore-unrated", options_.ignore_unrated,
                     "Leave out vulnerabilities that nobody rated");
    command.add_flag("--programs", options_.programs,
                     "Judge programs too that no package manager recorded but that name themselves, by CPE");
    command.add_flag("--count-low-confidence", options_.gate.count_low_confidence,
                     "With -e: findings by CPE alone fail the gate as well");
    command.add_flag("--ignore-partial", options_.gate.ignore_partial,
                     "With -e: accept packages that were judged by partial data");
    command.add_flag("--ignore-unjudged", options_.gate.ignore_unjudged,
                     "With -e: accept these, packages that were not judged, and what could not be read");
    command.add_flag("--show-suppressed", options_.filter.show_closed,
                     "List what is not affected or suppressed, too, with the reason; it counts in no figure");
    command.add_flag("--ignore-suppressed", options_.ignore_suppressed,
                     "List none of it, which is the default");
    add_testimony(command, options_.testimony);
    command.add_flag(
        "--only-vex-affected", options_.only_vex_affected,
        "Of what is listed by --show-suppressed, leave out what VEX calls not affected or fixed");
    command.add_flag("--details", options_.show.details,
                     "Say more of each vulnerability: summary, source, rule");
    command.add_flag("--locations", options_.show.locations, "Show the files and layers of each package");
    command.footer(
        "\nExamples:\n"
        "  pratique cves image.tar\n"
        "  pratique cves --only-severity critical,high --only-fixed -e image.tar \ta gate for CI\n"
        "  pratique cves --sort priority image.tar \twhat to mend first, and why\n"
        "  pratique cves --group-by fix image.tar \tone upgrade closes so many\n"
        "  pratique cves --format json=cves.json --format packages image.tar\n"
        "  pratique cves --vex-location vex/ --show-suppressed image.tar\n");
  }
  Result<ExitCode> run() override {
    auto& show = options_.show;
    if (!options_.sort.empty())
      show.sort = report::sort_of(options_.sort);
    else if (show.epss)
      show.sort = report::SortBy::kEpss;
    if (!options_.group_by.empty()) show.group_by = report::group_of(options_.group_by);
    return run_cves(options_);
  }

 private:
  CvesOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_cves() { return std::make_unique<Cves>(); }

}  // namespace pratique::app
