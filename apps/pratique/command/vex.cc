// pratique vex: holds the commands of VEX documents, vex_*.cc.
#include "command.h"

namespace pratique::app {
namespace {

class VexHolder final : public Command {
 public:
  CommandInfo info() const override { return {"vex", "VEX documents: get, add, lint, diff, merge", 6}; }
  void declare(CLI::App& command) override {
    command.footer(
        "\nOpenVEX, CSAF and CycloneDX are read; what is written is OpenVEX. No signature is "
        "verified.\n\nExamples:\n"
        "  pratique vex add --help \thow a statement is written\n"
        "  pratique vex lint app.vex.json\n"
        "  pratique vex merge -o all.vex.json app.vex.json vendor/\n");
  }
  Result<ExitCode> run() override { return kOk; }  // it is asked for one of these
};

}  // namespace

std::unique_ptr<Command> make_vex() { return std::make_unique<VexHolder>(); }

}  // namespace pratique::app
