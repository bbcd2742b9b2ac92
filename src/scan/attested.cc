#include "scan/attested.h"

#include <fmt/format.h>

#include <algorithm>

#include "attest/sboms.h"
#include "model/ecosystem.h"
#include "sbom/read.h"

namespace pratique::scan {

namespace {

using attest::AttachedSbom;

// A document may name an image, too. Whoever attached it to another one made a mistake, or hides something.
bool names_another(const model::Subject& said, const AttachedSbom& sbom, const oci::Image& image) {
  const auto& digest = said.digest;
  const auto is_subject = [&](const attest::StatementSubject& one) {
    const auto sha256 = one.digests.find("sha256");
    return sha256 != one.digests.end() && "sha256:" + sha256->second == digest;
  };
  const bool known =
      digest.empty() || digest == image.manifest_digest || digest == image.config_digest ||
      std::ranges::any_of(image.indexes, [&](const auto& one) { return one.digest == digest; }) ||
      std::ranges::any_of(sbom.attestation.statement.subjects, is_subject);
  const bool other_config = !said.config_digest.empty() && said.config_digest != image.config_digest;
  return !known || other_config;
}

bool has_other_layers(const model::Subject& said, const oci::Image& image) {
  if (said.layers.empty()) return false;
  return !std::ranges::equal(said.layers, image.layers, {}, &model::Layer::diff_id,
                             &oci::ImageLayer::diff_id);
}

model::Note not_used(const AttachedSbom& sbom, const std::string& why) {
  return {.code = "attestation-refused",
          .message = fmt::format("the attested SBOM {} was not used, the layers were read: {}",
                                 sbom.attestation.found.blob.digest, why)};
}

model::AttestedSbom source_of(const AttachedSbom& sbom) {
  const auto& attestation = sbom.attestation;
  return {.digest = attestation.found.blob.digest,
          .predicate_type = attestation.predicate_type(),
          .about = attestation.about->digest,
          .place = attest::to_string(attestation.found.place),
          .generator = sbom.head.generator,
          .verification = "unverified"};
}

// What the reader of a report must know of its ground.
void note_source(const AttachedSbom& sbom, model::Inventory& inventory) {
  const auto by = sbom.head.generator.empty() ? "" : ", by " + sbom.head.generator;
  const auto cannot =
      sbom.head.ours ? ""
                     : "; layers of origin, owners of files and what only files show are told as far as it "
                       "tells them";
  inventory.notes.push_back(
      {.code = "attested-sbom",
       .message =
           fmt::format("the packages are those of an SBOM attestation ({}{}), unverified; no layer was "
                       "read{}; --index reads them",
                       sbom.attestation.found.blob.digest, by, cannot)});
  // A tool that was pointed at the application alone writes such a document, and so does who removed the rest. Of an
  // SBOM of ours the notes say whether there is a system.
  const bool has_system = std::ranges::any_of(
      inventory.components, [](const auto& one) { return model::is_system(one.purl.type); });
  if (has_system || sbom.head.ours) return;
  inventory.notes.push_back({.code = "attested-sbom-no-system",
                             .message =
                                 "the attested SBOM lists no package of an operating system: whether the "
                                 "image has one is not known; --index reads the layers",
                             .incomplete = true});
}

// An inventory, or why there is none.
Result<model::Inventory> read_one(const AttachedSbom& sbom, const oci::Image& image, base::Meter& meter) {
  PQ_TRY(auto inventory, sbom::read_document(sbom.text(), meter));
  if (inventory.components.empty()) return base::invalid("it lists no package");
  if (names_another(inventory.subject, sbom, image))
    return base::invalid("it says itself that it describes another image");
  if (has_other_layers(inventory.subject, image))
    return base::invalid("it names other layers than the image has");
  model::Subject subject{.distro = std::move(inventory.subject.distro)};
  subject.attested_sbom = source_of(sbom);
  inventory.subject = std::move(subject);
  note_source(sbom, inventory);
  return inventory;
}

}  // namespace

Attested read_attested(attest::Neighbours& neighbours, const oci::Image& image, base::Meter& meter) {
  auto offer = attest::find_sboms(neighbours, image);
  Attested attested{.inventory = {},
                    .provenances = std::move(offer.provenances),
                    .stages = std::move(offer.stages),
                    .vex = offer.vex,
                    .notes = std::move(offer.notes)};
  for (const auto& sbom : offer.sboms) {
    const auto mark = meter.mark(false);
    auto inventory = read_one(sbom, image, meter);
    if (inventory) {
      attested.inventory = *std::move(inventory);
      attested.ours = sbom.head.ours;
      return attested;
    }
    meter.go_back(mark);
    attested.notes.push_back(not_used(sbom, inventory.error().what));
  }
  return attested;
}

}  // namespace pratique::scan
