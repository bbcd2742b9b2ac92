#include "sbom_files.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "origin.h"
#include "target.h"

namespace pratique::app {
namespace {

// Documents that programs read are formats of the inventory, those for people are reports.
base::Writing writing_of(const Output& output, const report::PackageList& list,
                         const model::Inventory& inventory, const sbom::Stamp& stamp,
                         const report::Options& show) {
  const auto* writer = sbom::find_writer(output.format);
  if (writer == nullptr) {
    auto options = parsed_at(output.file);
    options.links = shown_at(output.file, {}).links;
    options.forges = show.forges;
    return app::writing_of(list, output.format, options);
  }
  return
      [writer, &inventory, stamp](const base::Sink& sink) { return writer->write(inventory, stamp, sink); };
}

}  // namespace

Forms inventory_forms(std::string usual) {
  auto all = report::forms_of<report::PackageList>();
  for (const auto& writer : sbom::all_writers())
    all.push_back({std::string(writer->name()), std::string(writer->about())});
  std::sort(all.begin(), all.end());
  return {std::move(usual), std::move(all)};
}

Result<void> write_inventory(const model::Inventory& inventory, const std::vector<Output>& outputs) {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  PQ_TRY(const auto stamp, sbom::stamp_of_epoch(epoch ? epoch : ""));
  PQ_TRY(const auto show, with_forges({}));
  const report::PackageList list{inventory};
  std::vector<Document> written;
  for (const auto& output : outputs)
    written.push_back({output.file, writing_of(output, list, inventory, stamp, show)});
  return write_documents(written);
}

Result<model::Inventory> read_listed(const std::string& named, const CommonOptions& options, Teller& teller) {
  auto reading = options;
  const bool has_scheme = base::contains(named, "://");
  reading.target = has_scheme ? named : "sbom://" + named;
  PQ_TRY(auto scanned, read_target(reading, teller));
  return std::move(scanned.inventory);
}

void add_lenient(CLI::App& command, CommonOptions& options) {
  options.refuse_invalid = true;
  command.add_flag_function(
      "--lenient", [&options](std::int64_t) { options.refuse_invalid = false; },
      "Take documents that their schema does not");
}

}  // namespace pratique::app
