// pratique explain: why a package has a vulnerability, or has not.
#include <algorithm>
#include <memory>
#include <optional>

#include "command.h"
#include "console.h"
#include "documents.h"
#include "judge.h"
#include "match/advisories.h"
#include "match/fold.h"
#include "report/explanation.h"
#include "report/filter.h"
#include "target.h"

namespace pratique::app {

namespace {

struct ExplainOptions : CommonOptions {
  std::string id, package;
  report::FilterWords filter;
};

// What was typed and what the database calls it.
Result<std::vector<std::string>> ids_of(const std::vector<std::string>& words,
                                        const advisory::Database& database) {
  std::vector<std::string> ids;
  for (const auto& word : words) {
    PQ_TRY(auto preferred, database.preferred_id(word));
    ids.push_back(word);
    if (preferred != word) ids.push_back(std::move(preferred));
  }
  return ids;
}

// Judges one component after another. A judge keeps what its verdicts point into; here each is written and dropped,
// so that now and then a new judge begins with nothing kept.
class Succession {
 public:
  Succession(const match::Context& context, const match::Advisories& advisories)
      : context_(context), advisories_(advisories) {}

  Result<match::Verdict> judge(const model::Component& component) {
    constexpr std::size_t kTerm = 1'000;
    if (served_++ % kTerm == 0) judge_.emplace(context_, advisories_);
    return judge_->judge(component);
  }

 private:
  const match::Context& context_;
  const match::Advisories& advisories_;
  std::optional<match::Judge> judge_;
  std::size_t served_ = 0;
};

Result<ExitCode> run_explain(const ExplainOptions& options) {
  PQ_TRY(const auto documents, outputs(options, {"text", report::forms_of<report::Explanation>()}));
  auto words = options.filter;
  if (!options.id.empty()) words.ids.push_back(options.id);
  if (!options.package.empty()) words.packages.push_back(options.package);
  PQ_TRY(const auto filter, report::Filter::make(words));
  PQ_TRY(const auto now, parse_now(options.now));
  Teller teller(options);
  PQ_TRY(const auto database, open_database(teller));
  PQ_TRY(const auto scanned, read_target(options, teller));
  const auto advisories = match::advisories_of(database);
  const match::Context context{.subject = scanned.inventory.subject, .now = now};
  const auto grounds = match::grounds_of(context, *advisories);
  Succession judges(context, *advisories);
  const auto& components = scanned.inventory.components;
  report::Explanation explanation{
      .inventory = scanned.inventory,
      .database = grounds.database,
      .day = grounds.day,
      .ids = {},
      .components = {},
      .verdict_of = [&](std::size_t index) { return judges.judge(components[index]); },
      .epss_of = [&](std::string_view id) { return database.epss(id); }};
  PQ_TRY(explanation.ids, ids_of(filter.words().ids, database));
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (filter.looks_at(components[i])) explanation.components.push_back(i);
  }
  std::vector<Document> written;
  for (const auto& document : documents) {
    written.push_back({document.file, writing_of(explanation, document.format, shown_at(document.file, {}))});
  }
  PQ_CHECK(write_documents(written));
  return completeness({&scanned.inventory.notes}, options, teller);
}

class Explain final : public Command {
 public:
  CommandInfo info() const override {
    return {"explain", "Why a package has a vulnerability, or has not: every advisory that was considered",
            2};
  }
  void declare(CLI::App& command) override {
    add_common(command, options_, {"text", report::forms_of<report::Explanation>()});
    command.add_option("id", options_.id, "Only what is said of this vulnerability");
    command.add_option("package", options_.package,
                       "Only packages whose name matches this regular expression (RE2's syntax)");
    command
        .add_option("--only-package", options_.filter.packages,
                    "The same without an id; several: regular expressions with commas between them")
        ->type_name("LIST")
        ->allow_extra_args(false);
    add_list(command, "--only-cve-id", options_.filter.ids, "Only what is said of these (aliases count)");
    add_list(command, "--only-package-type", options_.filter.package_types,
             "Only these types: deb, npm, python, go, …");
    add_judging(command, options_);
    command.footer(
        "\nExamples:\n"
        "  pratique explain image.tar CVE-2021-44228\n"
        "  pratique explain image.tar CVE-2023-0464 openssl\n"
        "  pratique explain --only-package openssl --format json image.tar\n");
  }
  Result<ExitCode> run() override { return run_explain(options_); }

 private:
  ExplainOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_explain() { return std::make_unique<Explain>(); }

}  // namespace pratique::app
