// pratique exceptions check.
#include <fmt/format.h>

#include "base/text.h"
#include "command.h"
#include "deed.h"
#include "judge.h"
#include "testimony.h"

namespace pratique::app {
namespace {

class ExceptionsCheck final : public Command {
 public:
  CommandInfo info() const override { return {"exceptions check", "Which exceptions are wrong, or over", 3}; }
  void declare(CLI::App& command) override {
    command
        .add_option("--config", config_, "The file (default: $PRATIQUE_CONFIG, ./pratique.yaml, the user's)")
        ->type_name("FILE");
    command.add_option("--now", options_.now, "The day that expiry is measured against (default: today)")
        ->type_name("DAY");
    add_lines(command, options_, report::kExceptionsSchema);
    command.footer(
        "\nA line for each that is over, or that nobody answers for. Exit code 2 where one is over, 64 where "
        "the file "
        "is wrong.\n\nExamples:\n  pratique exceptions check --now 2027-01-01\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto outputs, lines_outputs(options_));
    PQ_TRY(auto day, parse_now(options_.now));
    if (day.empty()) day = today();
    Teller teller(options_);
    std::string file, text;
    PQ_TRY(const auto rules, read_settings_exceptions(config_, file));
    if (file.empty()) teller.warn("There is no pratique.yaml");
    std::uint64_t over = 0;
    std::vector<report::FactRow> faults;
    const auto say = [&](const vex::ExceptionRule& rule, const char* fault, const std::string& what) {
      text += fmt::format("{}:{}: {}: {}\n", file, rule.line, base::printable(rule.text()), what);
      faults.push_back({{"file", file}, {"line", rule.line}, {"about", rule.text()}, {"fault", fault}});
      if (!rule.expiry.empty()) faults.back().push_back({"expiry", rule.expiry});
    };
    for (const auto& rule : rules) {
      if (rule.is_over(day)) {
        ++over;
        say(rule, "expired", "expired on " + rule.expiry);
      }
      if (rule.expiry.empty()) say(rule, "no-expiry", "has no expiry");
      if (rule.owner.empty()) say(rule, "no-owner", "has no owner");
    }
    teller.done(fmt::format("{} exceptions, {} over on {}", rules.size(), over, day));
    return tell_lines(
        text,
        {.command = info().name,
         .facts = {{"file", file}, {"day", day}, {"count", std::uint64_t{rules.size()}}, {"over", over}},
         .lists = {{"faults", std::move(faults)}},
         .schema = report::kExceptionsSchema},
        outputs, over > 0 ? kGateFailed : kOk);
  }

 private:
  CommonOptions options_;
  std::string config_;
};

}  // namespace

std::unique_ptr<Command> make_exceptions_check() { return std::make_unique<ExceptionsCheck>(); }

}  // namespace pratique::app
