// pratique base index: holds the commands of the index of base images, base_index_*.cc.
#include "command.h"

namespace pratique::app {
namespace {

class BaseIndex final : public Command {
 public:
  CommandInfo info() const override {
    return {"base index", "The index of base images: fill it, look at it, share it", 1};
  }
  void declare(CLI::App& command) override {
    command.footer(
        "\nThe index lies at $PRATIQUE_BASE_INDEX (default: base-images.db in the user's cache "
        "folder).\n\nExamples:\n"
        "  pratique base index add --from-registry ghcr.io/org/base --tags 'v*'\n"
        "  pratique base index update\n"
        "  pratique base index push registry.example/team/bases:1\n");
  }
  Result<ExitCode> run() override { return kOk; }  // it is asked for one of these
};

}  // namespace

std::unique_ptr<Command> make_base_index() { return std::make_unique<BaseIndex>(); }

}  // namespace pratique::app
