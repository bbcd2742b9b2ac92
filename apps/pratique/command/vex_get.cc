// pratique vex get.
#include "command.h"
#include "deed.h"
#include "image.h"
#include "openvex_output.h"
#include "vex_places.h"

namespace pratique::app {
namespace {

class VexGet final : public Command {
 public:
  CommandInfo info() const override {
    return {"vex get", "The VEX statements that are attached to an image, as one OpenVEX document", 1};
  }
  void declare(CLI::App& command) override {
    add_image(command, options_);
    add_output(command, options_);
    add_deed(command, options_, report::kVexSchema);
    command.footer(
        "\nNothing is verified: what is written may be anybody's word. Exit code 3: not all that is attached "
        "could be read.\n\nExamples:\n"
        "  pratique vex get oci-dir://image\n"
        "  pratique vex get -o image.vex.json ghcr.io/org/app:1\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto told, deed_outputs(options_, true));
    Teller teller(options_);
    VexPlaces read;
    PQ_CHECK(read_attached(options_, teller, {}, read));
    const auto& documents = read.documents;
    if (documents.empty())
      return base::fail(ErrorKind::kNotFound, "no VEX statement is attached to the image",
                        {.file = options_.target}, "pratique attestation list shows what there is");
    vex::VexHead head{.id = {}, .author = documents.front().author, .timestamp = documents.front().timestamp};
    PQ_TRY(auto facts, write_openvex(documents, head, options_.output, teller));
    const auto code = whether_whole(read, teller);
    return tell_deed({.command = info().name, .facts = std::move(facts), .schema = report::kVexSchema}, told,
                     code);
  }

 private:
  CommonOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_vex_get() { return std::make_unique<VexGet>(); }

}  // namespace pratique::app
