// pratique sbom merge: one document of several.
#include "command.h"
#include "sbom/merge.h"
#include "sbom_files.h"
#include "target.h"

namespace pratique::app {
namespace {

class SbomMerge final : public Command {
 public:
  CommandInfo info() const override { return {"sbom merge", "Make one SBOM of several", 2}; }
  void declare(CLI::App& command) override {
    command.add_option("files", files_, "Documents of any form, or images")->required();
    command.add_option("--name", name_, "What the whole is called")->type_name("NAME");
    add_document(command, options_, inventory_forms("json"));
    add_lenient(command, options_);
    command.add_flag("--strict", options_.strict, "Exit with 3 when something could not be read");
    command.footer(
        "\nThe same package in the same place is one. Packages of several distributions keep theirs, in the "
        "qualifier \"distro\" of their purls.\n\nExamples:\n"
        "  pratique sbom merge --name shop app.cdx.json base.spdx.json -o shop.json\n"
        "  pratique sbom merge --format cyclonedx a.json registry://ghcr.io/org/b:1\n");
  }
  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, inventory_forms("json")));
    Teller teller(options_);
    std::vector<model::Inventory> all;
    for (const auto& file : files_) {
      PQ_TRY(auto one, read_listed(file, options_, teller));
      all.push_back(std::move(one));
    }
    const auto whole = sbom::merged(std::move(all), name_);
    PQ_CHECK(write_inventory(whole, documents));
    return completeness({&whole.notes}, options_, teller);
  }

 private:
  CommonOptions options_;
  std::vector<std::string> files_;
  std::string name_ = "merged";
};

}  // namespace

std::unique_ptr<Command> make_sbom_merge() { return std::make_unique<SbomMerge>(); }

}  // namespace pratique::app
