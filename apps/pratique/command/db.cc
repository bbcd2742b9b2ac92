// pratique db: holds the commands of the advisory database, db_*.cc.
#include "command.h"

namespace pratique::app {
namespace {

class Db final : public Command {
 public:
  CommandInfo info() const override {
    return {"db", "The advisory database: build or get it, see what it covers, search and publish it", 4};
  }
  void declare(CLI::App& command) override {
    command.footer(
        "\nThe database lies at $PRATIQUE_DB (default: advisories.db in the user's cache "
        "folder).\n\nExamples:\n"
        "  pratique db update\n"
        "  pratique db build --feeds ~/feeds\n"
        "  pratique db status\n"
        "  pratique db verify\n"
        "  pratique db diff old.db new.db\n"
        "  pratique db search --limit 20 openssl\n"
        "  pratique db search CVE-2021-44228\n"
        "  pratique db show CVE-2021-44228\n"
        "  pratique db pull registry.example/pratique/db:1\n");
  }
  Result<ExitCode> run() override { return kOk; }  // it is asked for one of these
};

}  // namespace

std::unique_ptr<Command> make_db() { return std::make_unique<Db>(); }

}  // namespace pratique::app
