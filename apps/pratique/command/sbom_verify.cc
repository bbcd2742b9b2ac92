// pratique sbom verify: an attested SBOM against the layers.
#include <algorithm>
#include <set>

#include "command.h"
#include "documents.h"
#include "image.h"
#include "model/inventory.h"
#include "report/attestations.h"
#include "report/filter_values.h"
#include "scan/attested.h"
#include "target.h"

namespace pratique::app {
namespace {

struct VerifyOptions : CommonOptions {
  std::vector<std::string> only_package_types;
};

Forms forms() { return {"text", report::forms_of<report::SbomCheck>()}; }

// The attested SBOM that other commands would take. There must be one, whatever is preferred.
Result<model::Inventory> attested_inventory(const NamedImage& image, base::Meter& meter, bool& ours) {
  auto attested = scan::read_attested(*image.open.neighbours, *image.open.image, meter);
  if (attested.inventory) {
    ours = attested.ours;
    return *std::move(attested.inventory);
  }
  const auto why = attested.notes.empty() ? std::string() : ": " + attested.notes.front().message;
  return base::fail(ErrorKind::kNotFound, "no SBOM that can be used is attached to the image" + why,
                    {.file = image.target.name}, "pratique attestation list shows what there is");
}

class SbomVerify final : public Command {
 public:
  CommandInfo info() const override {
    return {"sbom verify", "Compare the SBOM that is attached to an image with its layers", 1};
  }
  void declare(CLI::App& command) override {
    add_common(command, options_, forms());
    add_list(command, "--only-package-type", options_.only_package_types,
             "Compare only these types: deb, npm, python, go, …");
    command.footer(
        "\nExits with 2 when a package is missing, invented or has another version; what one side cannot see "
        "is "
        "told and not counted (with --strict: 3).\n\nExamples:\n"
        "  pratique sbom verify oci-dir://image\n"
        "  pratique sbom verify --format json --platform linux/arm64 image.tar\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, forms()));
    std::set<std::string> types;
    for (const auto& word : options_.only_package_types) {
      PQ_TRY(auto type, report::parse_package_type(word));
      types.insert(std::move(type));
    }
    Teller teller(options_);
    PQ_TRY(const auto image, open_named(options_, teller));
    bool ours = false;
    PQ_TRY(auto listed, attested_inventory(image, *image.meter, ours));
    auto reading = static_cast<CommonOptions>(options_);
    reading.index = true;
    PQ_TRY(auto found, read_target(reading, teller));
    if (!types.empty()) {
      for (auto* inventory : {&listed, &found.inventory})
        model::keep_components(*inventory, [&](const auto& one) { return types.contains(one.purl.type); });
    }
    report::SbomCheck check{.target = options_.target,
                            .digest = image.open.image->manifest_digest,
                            .platform = image.open.image->platform,
                            .sbom = listed.subject.attested_sbom,
                            .difference = attest::compare_sboms(listed, found.inventory, ours),
                            .notes = incomplete_of(listed, found.inventory)};
    PQ_TRY(const auto written, write_parsed(check, documents));
    return check.difference.differs() ? kGateFailed : closed(check, written);
  }

 private:
  // What may make a difference look smaller than it is.
  static std::vector<model::Note> incomplete_of(const model::Inventory& listed,
                                                const model::Inventory& found) {
    std::vector<model::Note> notes;
    for (const auto* inventory : {&listed, &found}) {
      for (const auto& note : inventory->notes) {
        if (note.incomplete && std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
      }
    }
    return notes;
  }

  ExitCode closed(const report::SbomCheck& check, ExitCode otherwise) const {
    const auto& difference = check.difference;
    const bool blind = !check.notes.empty() || !difference.declared.empty() || !difference.unchecked.empty();
    return options_.strict && blind ? kIncomplete : otherwise;
  }

  VerifyOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_sbom_verify() { return std::make_unique<SbomVerify>(); }

}  // namespace pratique::app
