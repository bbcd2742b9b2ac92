// pratique why: how a package came into an image.
#include "report/why.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "command.h"
#include "documents.h"
#include "origin.h"
#include "target.h"

namespace pratique::app {

namespace {

struct WhyOptions : CommonOptions {
  std::string package;
  bool all = false;
};

// The ways lead through the whole image; what is asked about is in the chosen part only.
Result<void> keep_part(const WhyOptions& options, const model::Inventory& inventory,
                       report::NamedPackages& found) {
  if (!options.only_base && !options.ignore_base && options.only_stages.empty()) return {};
  auto part = inventory;
  PQ_CHECK(choose_part(options, part));
  std::set<std::string> kept;
  for (const auto& component : part.components) kept.insert(component.purl.to_string());
  std::erase_if(found.components, [&](std::size_t number) {
    return !kept.contains(inventory.components[number].purl.to_string());
  });
  return {};
}

Result<ExitCode> run_why(const WhyOptions& options) {
  PQ_TRY(const auto documents, outputs(options, {"text", report::forms_of<report::Why>()}));
  if (options.package.empty())
    return base::fail(ErrorKind::kUsage, "no package named", {},
                      "Name one behind the image: pratique why IMAGE PACKAGE");
  Teller teller(options);
  PQ_TRY(const auto scanned, read_target(options, teller));
  const model::Graph graph(scanned.inventory);
  PQ_TRY(auto found, report::find_packages(scanned.inventory, options.package));
  PQ_CHECK(keep_part(options, scanned.inventory, found));
  const report::Why why{scanned.inventory, graph, options.package, std::move(found), options.all};
  std::vector<Document> written;
  for (const auto& document : documents)
    written.push_back({document.file, writing_of(why, document.format, shown_at(document.file, {}))});
  PQ_CHECK(write_documents(written));
  if (why.found.components.empty()) return kGateFailed;
  return completeness({&scanned.inventory.notes}, options, teller);
}

class Why final : public Command {
 public:
  CommandInfo info() const override { return {"why", "Why a package is in an image: who asked for it", 3}; }
  void declare(CLI::App& command) override {
    add_common(command, options_, {"text", report::forms_of<report::Why>()});
    command.add_option("package", options_.package, "A name, NAME@VERSION, or a package URL");
    command.add_flag("--all", options_.all, "Every way to it, not only the shortest");
    add_origin(command, options_);
    command.footer(
        "\nExamples:\n"
        "  pratique why image.tar libssl3\n"
        "  pratique why --all image.tar lodash@4.17.20\n"
        "  pratique why --format json image.tar pkg:npm/%40babel/core\n"
        "  pratique why sbom://bom.json org.slf4j:slf4j-api\n"
        "\nExit code 2: no package is called so.\n");
  }
  Result<ExitCode> run() override { return run_why(options_); }

 private:
  WhyOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_why() { return std::make_unique<Why>(); }

}  // namespace pratique::app
