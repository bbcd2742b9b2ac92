// pratique db import.
#include <filesystem>

#include "command.h"
#include "publishing.h"

namespace pratique::app {
namespace {

class DbImport final : public Command {
 public:
  CommandInfo info() const override {
    return {"db import", "Take the database from a file or folder of db export", 9};
  }
  void declare(CLI::App& command) override {
    command.add_option("file", options_.from, "FILE is what db export wrote: a file, or a folder")
        ->type_name("FILE")
        ->required();
    add_pull_options(command, options_);
    command.footer(
        "\nExamples:\n"
        "  pratique db import --root root.json database.tar\n"
        "  pratique db import --unsigned database.tar\n");
  }

  // What is no file must not become a request to a registry.
  Result<ExitCode> run() override {
    std::error_code error;
    if (!std::filesystem::exists(options_.from, error))
      return base::fail(ErrorKind::kNotFound, "no such file or folder", {.file = options_.from},
                        "from a registry or server: pratique db pull");
    Teller teller(options_);
    options_.from = std::filesystem::absolute(options_.from, error).string();
    return pull_database(options_, info().name, teller);
  }

 private:
  DatabasePull options_;
};

}  // namespace

std::unique_ptr<Command> make_db_import() { return std::make_unique<DbImport>(); }

}  // namespace pratique::app
