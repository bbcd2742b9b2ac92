// pratique sbom: what is in an image.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>

#include "command.h"
#include "documents.h"
#include "model/keep_components.h"
#include "origin.h"
#include "report/filter_values.h"
#include "report/report.h"
#include "sbom/write.h"
#include "target.h"

namespace pratique::app {

namespace {

struct SbomOptions : CommonOptions {
  std::vector<std::string> only_package_types;
};

Forms forms() {
  auto all = report::forms_of<report::PackageList>();
  for (const auto& writer : sbom::all_writers())
    all.push_back({std::string(writer->name()), std::string(writer->about())});
  std::sort(all.begin(), all.end());
  return {"json", std::move(all)};
}

// Documents that programs read are formats of the inventory, those for people are reports.
base::Writing writing_of(const Output& output, const report::PackageList& list, const sbom::Stamp& stamp,
                         const report::Options& show) {
  const auto* writer = sbom::find_writer(output.format);
  if (writer == nullptr) {
    auto options = parsed_at(output.file);
    options.links = shown_at(output.file, {}).links;
    options.forges = show.forges;
    return app::writing_of(list, output.format, options);
  }
  return
      [writer, &list, stamp](const base::Sink& sink) { return writer->write(list.inventory, stamp, sink); };
}

Result<ExitCode> run_sbom(const SbomOptions& options) {
  PQ_TRY(const auto documents, outputs(options, forms()));
  std::set<std::string> types;
  for (const auto& word : options.only_package_types) {
    PQ_TRY(auto type, report::parse_package_type(word));
    types.insert(std::move(type));
  }
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  PQ_TRY(const auto stamp, sbom::stamp_of_epoch(epoch ? epoch : ""));
  PQ_TRY(const auto show, with_forges({}));
  Teller teller(options);
  PQ_TRY(auto scanned, read_target(options, teller));
  auto& inventory = scanned.inventory;
  if (!types.empty()) {
    model::keep_components(inventory, [&](const auto& one) { return types.contains(one.purl.type); });
  }
  PQ_CHECK(choose_part(options, inventory));
  const report::PackageList list{inventory};
  std::vector<Document> written;
  for (const auto& document : documents)
    written.push_back({document.file, writing_of(document, list, stamp, show)});
  PQ_CHECK(write_documents(written));
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
        "  pratique sbom --format cyclonedx=bom.json --format spdx=bom.spdx.json oci-dir://image\n");
  }
  Result<ExitCode> run() override { return run_sbom(options_); }

 private:
  SbomOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_sbom() { return std::make_unique<Sbom>(); }

}  // namespace pratique::app
