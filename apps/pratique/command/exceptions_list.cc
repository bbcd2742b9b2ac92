// pratique exceptions list.
#include <fmt/format.h>

#include "base/text.h"
#include "command.h"
#include "judge.h"
#include "testimony.h"
#include "write.h"

namespace pratique::app {
namespace {

class ExceptionsList final : public Command {
 public:
  CommandInfo info() const override { return {"exceptions list", "The exceptions of pratique.yaml", 2}; }
  void declare(CLI::App& command) override {
    command
        .add_option("--config", config_, "The file (default: $PRATIQUE_CONFIG, ./pratique.yaml, the user's)")
        ->type_name("FILE");
    add_output(command, options_);
    command.footer("\nExamples:\n  pratique exceptions list\n");
  }

  Result<ExitCode> run() override {
    std::string file;
    PQ_TRY(const auto rules, read_settings_exceptions(config_, file));
    std::string text;
    for (const auto& rule : rules) {
      text += fmt::format("{}:{}: {}: {}, until {}", file, rule.line, rule.kind, rule.text(),
                          rule.expiry.empty() ? "it is taken away" : rule.expiry);
      if (rule.scope != vex::ExceptionScope::kOrganisation)
        text += fmt::format(", {} {}", to_string(rule.scope), base::printable(rule.scope_of));
      text += ": " + base::printable(rule.justification) + "\n";
    }
    PQ_CHECK(write_document(options_.output, text));
    return kOk;
  }

 private:
  CommonOptions options_;
  std::string config_;
};

}  // namespace

std::unique_ptr<Command> make_exceptions_list() { return std::make_unique<ExceptionsList>(); }

}  // namespace pratique::app
