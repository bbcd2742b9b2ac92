// pratique db pull.
#include "command.h"
#include "publishing.h"

namespace pratique::app {
namespace {

class DbPull final : public Command {
 public:
  CommandInfo info() const override {
    return {"db pull", "Get a published database, or what is new in it", 7};
  }
  void declare(CLI::App& command) override {
    command
        .add_option("from", options_.from,
                    "WHERE is a reference of a registry (oci:// may stand before it), https://…, a folder, "
                    "or a file of "
                    "db export (default: $PRATIQUE_DB_URL)")
        ->type_name("WHERE");
    add_pull_options(command, options_);
    command.footer(
        "\nThe database that is there stays until the new one is whole and verified. Whom to trust is "
        "remembered "
        "beside it, in a folder NAME.trust.\n\nExamples:\n"
        "  pratique db pull --root root.json registry.example/pratique/db:1\n"
        "  pratique db pull\n"
        "  pratique db pull --unsigned https://mirror.example/pratique/\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    return pull_database(options_, info().name, teller);
  }

 private:
  DatabasePull options_;
};

}  // namespace

std::unique_ptr<Command> make_db_pull() { return std::make_unique<DbPull>(); }

}  // namespace pratique::app
