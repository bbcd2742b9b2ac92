// pratique explain: why a package has a vulnerability, or has not.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "arbitration_settings.h"
#include "asked.h"
#include "command.h"
#include "console.h"
#include "documents.h"
#include "filters.h"
#include "judge.h"
#include "match/advisories.h"
#include "match/fold.h"
#include "match/live_patch.h"
#include "model/ecosystem.h"
#include "origin.h"
#include "report/explanation.h"
#include "report/filter.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

namespace {

struct ExplainOptions : CommonOptions {
  std::string id, package;
  report::FilterWords filter;
  TestimonyWords testimony;
};

// Judges one component after another. A judge keeps what its verdicts point into; here each is written and dropped,
// so that now and then a new judge begins with nothing kept.
class Succession {
 public:
  Succession(const match::Context& context, const match::Advisories& advisories,
             const std::vector<model::Component>& components, Hearing& hearing)
      : context_(context),
        advisories_(advisories),
        components_(components),
        hearing_(hearing),
        heard_(components.size()) {}

  Result<match::Verdict> judge(std::size_t component) {
    constexpr std::size_t kTerm = 1'000;
    if (served_++ % kTerm == 0) judge_.emplace(context_, advisories_);
    PQ_TRY(auto verdict, judge_->judge(components_[component]));
    hearing_.hear(verdict, component);
    heard_[component] = true;
    return verdict;
  }

  // Those that nobody asked about.
  Result<void> judge_others() {
    for (std::size_t i = 0; i < components_.size(); ++i) {
      if (!heard_[i]) PQ_CHECK(judge(i));
    }
    return {};
  }

 private:
  const match::Context& context_;
  const match::Advisories& advisories_;
  const std::vector<model::Component>& components_;
  Hearing& hearing_;
  std::optional<match::Judge> judge_;
  std::size_t served_ = 0;
  std::vector<bool> heard_;
};

std::string title_of(const model::Component& component) {
  const auto& version = component.purl.version;
  return model::display_name(component.purl) + (version.empty() ? "" : " " + version);
}

// The packages that something is said of where no package was named, else all that the filters of packages take; with
// how many of them each vulnerability has.
Result<void> choose(report::Explanation& explanation, const report::Filter& filter) {
  const auto& components = explanation.inventory.components;
  const bool named = !filter.words().packages.empty() || explanation.asked.empty();
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (!filter.looks_at(components[i])) continue;
    ++explanation.looked_at;
    bool chosen = named;
    if (!explanation.asked.empty()) {
      PQ_TRY(const auto verdict, explanation.verdict_of(i));
      for (auto& asked : explanation.asked) {
        if (!report::speaks_of(verdict, asked)) continue;
        ++asked.explained;
        chosen = true;
      }
    }
    if (chosen) explanation.components.push_back(i);
  }
  return {};
}

// What is said of packages that the filters leave out, where nothing is said of those that they take: that nothing
// of the image is affected would be a false answer.
Result<void> name_left_out(const report::Explanation& explanation, const report::Filter& filter,
                           report::AskedVulnerability& asked) {
  const auto& components = explanation.inventory.components;
  for (std::size_t i = 0; i < components.size() && explanation.looked_at < components.size(); ++i) {
    if (filter.looks_at(components[i])) continue;
    PQ_TRY(const auto verdict, explanation.verdict_of(i));
    if (!report::speaks_of(verdict, asked)) continue;
    if (asked.left_out.size() < report::kMaxNamedPackages) asked.left_out.push_back(title_of(components[i]));
    ++asked.left_out_in_all;
  }
  return {};
}

// Whether the advisories name that package for another release of its distribution ("Alpine:v3.10 musl"), or under
// any ecosystem where there are none for its own.
bool named_elsewhere(const report::AskedVulnerability& asked, const model::Component& component,
                     const match::Verdict& verdict) {
  const auto family_of = [](std::string_view ecosystem) { return ecosystem.substr(0, ecosystem.find(':')); };
  const auto& name = component.source_name.empty() ? component.purl.name : component.source_name;
  return std::ranges::any_of(asked.packages, [&](std::string_view one) {
    if (verdict.standing == match::Standing::kUnjudged) return one.ends_with(" " + name);
    const auto space = one.find(' ');
    return space != std::string_view::npos && one.substr(space + 1) == verdict.name &&
           family_of(one.substr(0, space)) == family_of(verdict.ecosystem);
  });
}

// Packages whose names the advisories name, for other releases: "no data" for the image's own, or data that do not
// name them, is why nothing is found.
Result<void> choose_named_elsewhere(report::Explanation& explanation, const report::Filter& filter,
                                    report::AskedVulnerability& asked) {
  const auto& components = explanation.inventory.components;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (!filter.looks_at(components[i])) continue;
    PQ_TRY(const auto verdict, explanation.verdict_of(i));
    if (!named_elsewhere(asked, components[i], verdict)) continue;
    explanation.components.push_back(i);
    ++asked.explained;
  }
  auto& chosen = explanation.components;
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return {};
}

// What is to be said of a vulnerability where nothing is said of a package that was asked about.
Result<void> look_further(report::Explanation& explanation, const report::Filter& filter,
                          const advisory::Database& database) {
  for (auto& one : explanation.asked) {
    if (one.explained > 0 || !one.known) continue;
    PQ_CHECK(name_packages(one, database));
    PQ_CHECK(choose_named_elsewhere(explanation, filter, one));
    if (one.explained == 0) PQ_CHECK(name_left_out(explanation, filter, one));
    if (one.packages.size() > report::kMaxNamedPackages) one.packages.resize(report::kMaxNamedPackages);
  }
  return {};
}

Result<void> write(const report::Explanation& explanation, const std::vector<Output>& documents,
                   const report::Options& show) {
  std::vector<Document> written;
  for (const auto& document : documents) {
    written.push_back(
        {document.file, writing_of(explanation, document.format, shown_at(document.file, show))});
  }
  return write_documents(written);
}

Result<ExitCode> run_explain(const ExplainOptions& options) {
  PQ_TRY(const auto documents, outputs(options, {"text", report::forms_of<report::Explanation>()}));
  auto words = options.filter;
  auto ids = std::exchange(words.ids, {});
  if (!options.id.empty()) ids.push_back(options.id);
  if (!options.package.empty()) words.packages.push_back(options.package);
  put_part(options, words);
  PQ_TRY(auto filter, report::Filter::make(words));
  PQ_TRY(const auto show, with_forges({}));
  PQ_TRY(const auto now, parse_now(options.now));
  PQ_TRY(const auto rules, rules_of(options));
  Teller teller(options);
  PQ_TRY(const auto database, open_database(teller));
  PQ_TRY(auto asked, asked_about(ids, database));
  PQ_TRY(auto named, read_named(options.testimony, options, teller));
  PQ_TRY(const auto scanned, read_target(options, teller));
  PQ_TRY(auto testimony, with_image(std::move(named), options, scanned, teller));
  PQ_CHECK(filter.look_at(scanned.inventory.subject));
  const auto advisories = match::advisories_of(database);
  const match::LivePatches live_patches(scanned.inventory);
  const match::Context context{
      .subject = scanned.inventory.subject, .now = now, .rules = &rules, .live_patches = &live_patches};
  const auto grounds = match::grounds_of(context, *advisories);
  Hearing hearing(std::move(testimony), options, scanned, std::string(grounds.day));
  Succession judges(context, *advisories, scanned.inventory.components, hearing);
  base::Arena texts;
  report::Explanation explanation{
      .inventory = scanned.inventory,
      .database = grounds.database,
      .day = grounds.day,
      .asked = std::move(asked),
      .components = {},
      .rules = rules,
      .verdict_of = [&](std::size_t index) { return judges.judge(index); },
      .forecast = [&](match::Finding& finding) { return match::forecast(finding, *advisories, texts); },
      .days_of =
          [&](const match::Statement& statement) {
            return advisories->texts_of_record(statement.source, statement.advisory);
          },
      .rejects = [&](const match::Finding& finding,
                     const model::Component& component) { return filter.rejects(finding, component); },
      .heard = hearing.heard()};
  hearing.tell_documents(teller);
  PQ_CHECK(choose(explanation, filter));
  PQ_CHECK(look_further(explanation, filter, database));
  PQ_CHECK(write(explanation, documents, show));
  // Whether an exception matches nothing is known of all packages only, whichever were asked about.
  if (hearing.has_exceptions()) PQ_CHECK(judges.judge_others());
  hearing.tell_exceptions(teller);
  return completeness({&scanned.inventory.notes, &hearing.unread()}, options, teller);
}

class Explain final : public Command {
 public:
  CommandInfo info() const override {
    return {"explain", "Why a package has a vulnerability, or has not: every advisory that was considered",
            2};
  }
  void declare(CLI::App& command) override {
    add_common(command, options_, {"text", report::forms_of<report::Explanation>()});
    command.add_option("id", options_.id, "Only what is said of this vulnerability, by any of its names");
    command.add_option("package", options_.package,
                       "Only packages whose name matches this regular expression (RE2's syntax)");
    add_filters(command, options_.filter);
    add_origin(command, options_);
    add_judging(command, options_);
    add_testimony(command, options_.testimony);
    command.footer(
        "\nExamples:\n"
        "  pratique explain image.tar CVE-2021-44228\n"
        "  pratique explain image.tar CVE-2023-0464 openssl\n"
        "  pratique explain --only-package openssl --format json image.tar\n"
        "  pratique explain --vex-location vex/ image.tar CVE-2024-1\n"
        "\nThe filters of cves tell, for each finding, whether cves with them would show it.\n");
  }
  Result<ExitCode> run() override { return run_explain(options_); }

 private:
  ExplainOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_explain() { return std::make_unique<Explain>(); }

}  // namespace pratique::app
