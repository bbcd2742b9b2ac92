// pratique base: holds the commands of base images, base_*.cc.
#include "command.h"

namespace pratique::app {
namespace {

class Base final : public Command {
 public:
  CommandInfo info() const override {
    return {"base", "Base images: the index that knows them by their layers", 6};
  }
  void declare(CLI::App& command) override {
    command.footer(
        "\nExamples:\n"
        "  pratique base index add alpine:3.20 debian:12\n"
        "  pratique base index list\n");
  }
  Result<ExitCode> run() override { return kOk; }  // it is asked for one of these
};

}  // namespace

std::unique_ptr<Command> make_base() { return std::make_unique<Base>(); }

}  // namespace pratique::app
