// pratique sbom convert: a document in another format.
#include "command.h"
#include "sbom_files.h"
#include "target.h"

namespace pratique::app {
namespace {

class SbomConvert final : public Command {
 public:
  CommandInfo info() const override { return {"sbom convert", "Write an SBOM in another format", 1}; }
  void declare(CLI::App& command) override {
    command.add_option("file", file_, "The document; - is standard input")->required();
    add_document(command, options_, inventory_forms("cyclonedx"));
    add_lenient(command, options_);
    command.add_flag("--strict", options_.strict, "Exit with 3 when something could not be read");
    command.footer(
        "\nReads what `pratique sbom --format help` lists, Syft, Trivy and GitHub JSON, bare, in "
        "attestations "
        "or compressed. A document that its schema does not take is refused, with line and reason.\n\n"
        "Examples:\n"
        "  pratique sbom convert bom.xml --format spdx\n"
        "  pratique sbom convert --format cyclonedx-1.5=old.cdx.json bom.spdx.json\n"
        "  syft -o json alpine:3.20 | pratique sbom convert - --format csv\n");
  }
  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, inventory_forms("cyclonedx")));
    Teller teller(options_);
    PQ_TRY(const auto inventory, read_listed(file_, options_, teller));
    PQ_CHECK(write_inventory(inventory, documents));
    return completeness({&inventory.notes}, options_, teller);
  }

 private:
  CommonOptions options_;
  std::string file_;
};

}  // namespace

std::unique_ptr<Command> make_sbom_convert() { return std::make_unique<SbomConvert>(); }

}  // namespace pratique::app
