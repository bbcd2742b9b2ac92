// pratique exceptions list.
#include <fmt/format.h>

#include "base/text.h"
#include "command.h"
#include "deed.h"
#include "exception_rows.h"
#include "testimony.h"

namespace pratique::app {
namespace {

class ExceptionsList final : public Command {
 public:
  CommandInfo info() const override { return {"exceptions list", "The exceptions of pratique.yaml", 2}; }
  void declare(CLI::App& command) override {
    command
        .add_option("--config", config_, "The file (default: $PRATIQUE_CONFIG, ./pratique.yaml, the user's)")
        ->type_name("FILE");
    add_lines(command, options_, report::kExceptionsSchema);
    command.footer("\nExamples:\n  pratique exceptions list\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto outputs, lines_outputs(options_));
    std::string file;
    PQ_TRY(const auto rules, read_settings_exceptions(config_, file));
    std::string text;
    std::vector<report::FactRow> rows;
    for (const auto& rule : rules) {
      rows.push_back(row_of(rule));
      text += fmt::format("{}:{}: {}: {}, until {}", file, rule.line, rule.kind, rule.text(),
                          rule.expiry.empty() ? "it is taken away" : rule.expiry);
      if (rule.scope != vex::ExceptionScope::kOrganisation)
        text += fmt::format(", {} {}", to_string(rule.scope), base::printable(rule.scope_of));
      text += ": " + base::printable(rule.justification) + "\n";
    }
    return tell_lines(text,
                      {.command = info().name,
                       .facts = {{"file", file}},
                       .lists = {{"exceptions", std::move(rows)}},
                       .schema = report::kExceptionsSchema},
                      outputs, kOk);
  }

 private:
  CommonOptions options_;
  std::string config_;
};

}  // namespace

std::unique_ptr<Command> make_exceptions_list() { return std::make_unique<ExceptionsList>(); }

}  // namespace pratique::app
