// pratique exceptions: holds the commands of exceptions, exceptions_*.cc.
#include "command.h"

namespace pratique::app {
namespace {

class ExceptionsHolder final : public Command {
 public:
  CommandInfo info() const override {
    return {"exceptions", "Findings that you live with until a day: add, list, check", 6};
  }
  void declare(CLI::App& command) override {
    command.footer(
        "\nExceptions stand in pratique.yaml.\n\nExamples:\n"
        "  pratique exceptions add --help \thow one is written\n"
        "  pratique exceptions list\n"
        "  pratique exceptions check --now today\n");
  }
  Result<ExitCode> run() override { return kOk; }  // it is asked for one of these
};

}  // namespace

std::unique_ptr<Command> make_exceptions() { return std::make_unique<ExceptionsHolder>(); }

}  // namespace pratique::app
