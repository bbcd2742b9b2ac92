// pratique push: our SBOM of an image, attached to it.
#include <fmt/format.h>

#include <cstdlib>

#include "attest/predicate.h"
#include "command.h"
#include "image.h"
#include "sbom/write.h"
#include "target.h"

namespace pratique::app {
namespace {

struct PushOptions : CommonOptions {
  bool sbom = false, dry_run = false;
  std::string as = "spdx";
};

std::string_view predicate_type_of(const std::string& format) {
  return format == "cyclonedx" ? "https://cyclonedx.org/bom" : "https://spdx.dev/Document";
}

// Of the layers, whatever is attached already: another's word is not pushed as ours.
Result<std::string> sbom_of(const PushOptions& options, Teller& teller, std::vector<model::Note>& notes) {
  auto reading = static_cast<CommonOptions>(options);
  reading.index = true;
  PQ_TRY(const auto scanned, read_target(reading, teller));
  notes = scanned.inventory.notes;
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  PQ_TRY(const auto stamp, sbom::stamp_of_epoch(epoch ? epoch : ""));
  const auto* writer = sbom::find_writer(options.as);
  return base::text_of([&](const base::Sink& sink) { return writer->write(scanned.inventory, stamp, sink); });
}

class Push final : public Command {
 public:
  CommandInfo info() const override { return {"push", "Attach our SBOM of an image to it", 6}; }
  void declare(CLI::App& command) override {
    add_image(command, options_);
    command.add_flag("--sbom", options_.sbom,
                     "Push the SBOM: the only thing that is pushed, so it is so without the word");
    command.add_flag("--dry-run", options_.dry_run, "Say what would be attached, and attach nothing");
    command.add_option("--format", options_.as, "spdx (default), cyclonedx: what the SBOM is written as")
        ->type_name("NAME")
        ->check(one_of({"cyclonedx", "spdx"}));
    command.add_flag("--strict", options_.strict, "Exit with 3 when something could not be read");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    command.add_flag("-v,--verbose", options_.verbose, "Say more on standard error");
    command.footer(
        "\nThe layers are read, and the SBOM becomes an unsigned attestation of the image: a manifest of its "
        "own "
        "whose subject is the image's manifest. No layer is sent anywhere.\n\nExamples:\n"
        "  pratique push registry.example/app:1\n"
        "  pratique push --dry-run --platform linux/arm64 oci-dir://image\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto image, open_named(options_, teller));
    PQ_TRY(const auto subject, subject_descriptor(image));
    std::vector<model::Note> notes;
    PQ_TRY(const auto document, sbom_of(options_, teller, notes));
    const std::string type(predicate_type_of(options_.as));
    const auto referrer = attest::make_referrer(
        attest::make_statement(type, image.open.image->reference, subject.digest, document),
        attest::StatementWrapping::kBare, type, subject);
    const auto what = fmt::format("{} ({}, {} bytes, unsigned), about {}", referrer.entry.digest, type,
                                  referrer.layer_descriptor.size, subject.digest);
    if (options_.dry_run) {
      teller.done("Would attach " + what);
    } else {
      PQ_TRY(const bool added, attach(image, referrer));
      teller.done((added ? "Attached " : "Already attached: ") + what);
    }
    return completeness({&notes}, options_, teller);
  }

 private:
  PushOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_push() { return std::make_unique<Push>(); }

}  // namespace pratique::app
