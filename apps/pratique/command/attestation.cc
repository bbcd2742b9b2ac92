// pratique attestation: holds the commands of what is attached to images, attestation_*.cc.
#include "command.h"

namespace pratique::app {
namespace {

class AttestationHolder final : public Command {
 public:
  CommandInfo info() const override {
    return {"attestation", "What is attached to an image: list it, get it, attach more", 5};
  }
  void declare(CLI::App& command) override {
    command.alias("attest");
    command.footer(
        "\nNothing is verified yet: every attestation is told as unverified. An attestation whose subject is "
        "another image is listed as refused and never used.\n\nExamples:\n"
        "  pratique attestation list oci-dir://image\n"
        "  pratique attestation get --predicate-type sbom --predicate oci-dir://image\n"
        "  pratique attestation add --file vex.json --predicate-type https://openvex.dev/ns "
        "oci-dir://image\n");
  }
  Result<ExitCode> run() override { return kOk; }  // it is asked for one of these
};

}  // namespace

std::unique_ptr<Command> make_attestation() { return std::make_unique<AttestationHolder>(); }

}  // namespace pratique::app
