// pratique sbom: what is in an image.
#include <algorithm>
#include <memory>
#include <set>

#include "command.h"
#include "judge.h"
#include "model/inventory.h"
#include "origin.h"
#include "report/filter_values.h"
#include "sbom_files.h"
#include "target.h"

namespace pratique::app {

namespace {

struct SbomOptions : CommonOptions {
  std::vector<std::string> only_package_types;
};

Forms forms() { return inventory_forms("json"); }

Result<ExitCode> run_sbom(const SbomOptions& options) {
  PQ_TRY(const auto documents, outputs(options, forms()));
  std::set<std::string> types;
  for (const auto& word : options.only_package_types) {
    PQ_TRY(auto type, report::parse_package_type(word));
    types.insert(std::move(type));
  }
  Teller teller(options);
  PQ_TRY(auto scanned, read_target(options, teller));
  auto& inventory = scanned.inventory;
  if (!types.empty()) {
    model::keep_components(inventory, [&](const auto& one) { return types.contains(one.purl.type); });
  }
  PQ_CHECK(choose_part(options, inventory));
  PQ_CHECK(write_inventory(inventory, documents));
  // An SBOM is of the image, not of the day: what has ended since is told beside it.
  if (!options.quiet) {
    for (const auto& note : ends_by_database(inventory, options)) teller.warn(note.message);
  }
  return completeness({&inventory.notes}, options, teller);
}

class Sbom final : public Command {
 public:
  CommandInfo info() const override { return {"sbom", "List what is in an image", 3}; }
  void declare(CLI::App& command) override {
    add_common(command, options_, forms());
    add_list(command, "--only-package-type", options_.only_package_types,
             "Only these types: deb, npm, python, go, …");
    add_origin(command, options_);
    command.footer(
        "\nExamples:\n"
        "  pratique sbom registry://ghcr.io/org/app:1\n"
        "  pratique sbom image.tar\n"
        "  pratique sbom --format list image.tar\n"
        "  pratique sbom --format cyclonedx=bom.json --format spdx=bom.spdx.json oci-dir://image\n"
        "  pratique sbom --format cyclonedx-xml-1.5 -o bom.xml image.tar\n");
  }
  Result<ExitCode> run() override { return run_sbom(options_); }

 private:
  SbomOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_sbom() { return std::make_unique<Sbom>(); }

}  // namespace pratique::app
