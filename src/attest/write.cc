#include "attest/write.h"

#include "base/text.h"
#include "codec/json.h"
#include "codec/json_value.h"
#include "crypto/digest.h"

namespace pratique::attest {

using codec::JsonArray;
using codec::JsonObject;
using codec::view;

namespace {

constexpr std::string_view kManifestMedia = "application/vnd.oci.image.manifest.v1+json";

oci::Descriptor descriptor_of(std::string_view content, std::string_view media_type) {
  return {.media_type = std::string(media_type),
          .digest = crypto::sha256(base::as_bytes(content)),
          .size = content.size()};
}

JsonObject to_json(const oci::Descriptor& descriptor) {
  JsonObject object{{"mediaType", view(descriptor.media_type)},
                    {"digest", view(descriptor.digest)},
                    {"size", descriptor.size}};
  if (!descriptor.artifact_type.empty()) object.emplace("artifactType", view(descriptor.artifact_type));
  if (descriptor.annotations.empty()) return object;
  JsonObject annotations;
  for (const auto& [key, value] : descriptor.annotations) annotations.emplace(key, view(value));
  object.emplace("annotations", std::move(annotations));
  return object;
}

std::string media_of(StatementWrapping wrapping) {
  switch (wrapping) {
    case StatementWrapping::kBare:
      break;
    case StatementWrapping::kEnvelope:
      return "application/vnd.dsse.envelope.v1+json";
    case StatementWrapping::kBundle:
      return "application/vnd.dev.sigstore.bundle.v0.3+json";
  }
  return std::string(kStatementMedia);
}

}  // namespace

std::string make_statement(std::string_view predicate_type, const std::string& name,
                           const std::string& digest, std::string_view predicate) {
  const JsonObject digests{{"sha256", view(std::string_view(digest).substr(7))}};
  JsonObject subject;
  if (!name.empty()) subject.emplace("name", view(name));
  subject.emplace("digest", digests);
  const JsonObject head{{"_type", "https://in-toto.io/Statement/v1"},
                        {"subject", JsonArray{std::move(subject)}},
                        {"predicateType", view(predicate_type)}};
  auto text = codec::to_compact_text(head);
  text.pop_back();
  return text + ",\"predicate\":" + std::string(base::trim(predicate)) + "}";
}

oci::Descriptor empty_config() { return descriptor_of(kEmpty, kEmptyMedia); }

std::string to_text(const oci::Descriptor& descriptor) { return codec::to_compact_text(to_json(descriptor)); }

Result<EditedIndex> with_entry(const std::string& index, const oci::Descriptor& entry) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(index));
  const auto manifests = document.root()["manifests"];
  const auto raw = raw_member(index, "manifests");
  if (!manifests.is_array() || raw.size() < 2) return base::invalid("an index without manifests");
  bool there = false;
  manifests.each([&](codec::Json one) { there = there || one["digest"].text() == entry.digest; });
  if (there) return EditedIndex{index, false};
  const auto end = static_cast<std::size_t>(raw.data() - index.data()) + raw.size() - 1;
  auto text = index;
  text.insert(end, (manifests.size() > 0 ? "," : "") + to_text(entry));
  return EditedIndex{std::move(text), true};
}

Referrer make_referrer(std::string attestation, StatementWrapping wrapping, const std::string& predicate_type,
                       const oci::Descriptor& subject) {
  Referrer referrer{.layer = std::move(attestation)};
  const auto media = media_of(wrapping);
  referrer.layer_descriptor = descriptor_of(referrer.layer, media);
  // Readers filter by one of the two: BuildKit's key, and cosign's.
  std::map<std::string, std::string> annotations{{"in-toto.io/predicate-type", predicate_type}};
  referrer.layer_descriptor.annotations = annotations;
  annotations.emplace("dev.sigstore.bundle.predicateType", predicate_type);
  if (wrapping == StatementWrapping::kBundle)
    annotations.emplace("dev.sigstore.bundle.content", "dsse-envelope");
  JsonObject listed;
  for (const auto& [key, value] : annotations) listed.emplace(key, view(value));
  const oci::Descriptor about{
      .media_type = subject.media_type, .digest = subject.digest, .size = subject.size};
  const JsonObject manifest{{"schemaVersion", 2},
                            {"mediaType", view(kManifestMedia)},
                            {"artifactType", view(media)},
                            {"config", to_json(empty_config())},
                            {"layers", JsonArray{to_json(referrer.layer_descriptor)}},
                            {"subject", to_json(about)},
                            {"annotations", std::move(listed)}};
  referrer.manifest = codec::to_compact_text(manifest);
  referrer.entry = descriptor_of(referrer.manifest, kManifestMedia);
  referrer.entry.artifact_type = media;
  referrer.entry.annotations = std::move(annotations);
  return referrer;
}

}  // namespace pratique::attest
