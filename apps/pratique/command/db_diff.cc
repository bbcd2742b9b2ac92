// pratique db diff.
#include "advisory/difference.h"
#include "command.h"
#include "documents.h"
#include "report/database.h"

namespace pratique::app {
namespace {

class DbDiff final : public Command {
 public:
  CommandInfo info() const override {
    return {"db diff", "What is new in a database, and which packages are to be judged again", 5};
  }
  void declare(CLI::App& command) override {
    add_document(command, options_, {"text", report::forms_of<report::DatabaseDifference>()});
    command.add_option("older", older_, "The database that was")->required();
    command.add_option("newer", newer_, "The database that is")->required();
    command.footer(
        "\nExamples:\n"
        "  pratique db build --feeds feeds -o new.db && pratique db diff advisories.db new.db\n"
        "  pratique db diff --format json old.db new.db\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, {"text", report::forms_of<report::DatabaseDifference>()}));
    PQ_TRY(auto difference, advisory::compare_databases(older_, newer_));
    return write_parsed(
        report::DatabaseDifference{.older = older_, .newer = newer_, .difference = std::move(difference)},
        documents);
  }

 private:
  CommonOptions options_;
  std::string older_, newer_;
};

}  // namespace

std::unique_ptr<Command> make_db_diff() { return std::make_unique<DbDiff>(); }

}  // namespace pratique::app
