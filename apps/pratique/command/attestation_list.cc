// pratique attestation list.
#include "attest/predicate.h"
#include "command.h"
#include "documents.h"
#include "image.h"
#include "report/attestations.h"

namespace pratique::app {
namespace {

using attest::Content;
using report::AttestationList;

AttestationList::Row row_of(const attest::Attached& one) {
  const auto& found = one.found;
  AttestationList::Row row{.digest = found.blob.digest,
                           .manifest = found.manifest,
                           .size = found.blob.size,
                           .place = attest::to_string(found.place),
                           .form = "signature",
                           .subject = "other",
                           .signatures = one.statement.signatures};
  if (one.about) {
    row.about = one.about->digest;
    row.subject = one.about->is_index ? "index" : "image";
  }
  if (found.content == Content::kSignature) return row;
  row.predicate_type = one.predicate_type();
  row.kind = attest::kind_of(attest::predicate_of(row.predicate_type));
  row.form = found.content == Content::kSbom ? "document" : attest::to_string(one.statement.wrapping);
  if (row.kind == "sbom") {
    row.generator = attest::head_of_sbom(found.content == Content::kSbom ? std::string_view(one.document)
                                                                         : one.statement.predicate())
                        .generator;
  }
  return row;
}

class AttestationListing final : public Command {
 public:
  CommandInfo info() const override {
    return {"attestation list", "List what is attached to an image: SBOMs, provenance, VEX, signatures", 1};
  }
  void declare(CLI::App& command) override {
    add_image(command, options_);
    command
        .add_option("--predicate-type", predicate_type_,
                    "Only this predicate type, or kind: sbom, spdx, cyclonedx, provenance, vex")
        ->type_name("TYPE");
    add_document(command, options_, {"list", report::forms_of<AttestationList>()});
    command.footer(
        "\nExamples:\n"
        "  pratique attestation list oci-dir://image\n"
        "  pratique attestation list --predicate-type sbom --format json image.tar\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, {"list", report::forms_of<AttestationList>()}));
    Teller teller(options_);
    PQ_TRY(const auto image, open_named(options_, teller));
    auto& neighbours = *image.open.neighbours;
    auto finds = attest::find(neighbours, *image.open.image, attest::SearchReach::kAll);
    attest::ImageIdentity identity(neighbours, *image.open.image);
    AttestationList list{.target = options_.target,
                         .digest = image.open.image->manifest_digest,
                         .platform = image.open.image->platform,
                         .notes = std::move(finds.notes)};
    for (const auto& found : finds.all) {
      const auto all = attest::load(neighbours, identity, found, list.notes);
      if (!all) {
        list.notes.push_back({.code = "attestation-unreadable", .message = base::to_line(all.error())});
        continue;
      }
      for (const auto& one : *all) {
        auto row = row_of(one);
        if (predicate_type_.empty() || attest::names(predicate_type_, row.predicate_type))
          list.rows.push_back(std::move(row));
      }
    }
    return write_parsed(list, documents);
  }

 private:
  CommonOptions options_;
  std::string predicate_type_;
};

}  // namespace

std::unique_ptr<Command> make_attestation_list() { return std::make_unique<AttestationListing>(); }

}  // namespace pratique::app
