#include "bases/share.h"

#include <fstream>

#include "codec/json.h"
#include "codec/json_value.h"
#include "codec/stream.h"
#include "crypto/digest.h"

namespace pratique::bases {

namespace {

constexpr std::string_view kManifestMedia = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kEmptyMedia = "application/vnd.oci.empty.v1+json", kEmpty = "{}";

std::string without_scheme(const std::string& reference) {
  return reference.starts_with("oci://") ? reference.substr(6) : reference;
}

codec::JsonObject to_json(const oci::Descriptor& descriptor, std::string_view media_type) {
  return {{"mediaType", codec::view(media_type)},
          {"digest", codec::view(descriptor.digest)},
          {"size", descriptor.size}};
}

}  // namespace

Result<SharedIndex> push_index(const std::string& path, const std::string& reference,
                               const oci::registry::Settings& settings) {
  PQ_TRY(const auto named, oci::parse_reference(without_scheme(reference)));
  if (!named.digest.empty())
    return base::fail(ErrorKind::kUsage, "an index is pushed under a tag, not a digest", {.file = reference});
  PQ_TRY(const auto source, codec::open_file(path));
  PQ_TRY(const auto bytes, codec::read_all(*source, kMaxIndexBytes));
  PQ_TRY(const auto repository, oci::registry::open_repository(named, settings));
  PQ_TRY(const auto config, repository->upload_blob(kEmpty, std::string(kEmptyMedia)));
  PQ_TRY(const auto layer, repository->upload_blob(bytes, std::string(kIndexMedia)));
  const codec::JsonObject manifest{{"schemaVersion", 2},
                                   {"mediaType", codec::view(kManifestMedia)},
                                   {"artifactType", codec::view(kIndexArtifact)},
                                   {"config", to_json(config, kEmptyMedia)},
                                   {"layers", codec::JsonArray{to_json(layer, kIndexMedia)}}};
  const auto text = codec::to_compact_text(manifest);
  PQ_TRY(const auto put, repository->put_manifest(named.tag, text, std::string(kManifestMedia)));
  return SharedIndex{.digest = put.digest, .bytes = bytes.size()};
}

Result<SharedIndex> pull_index(const std::string& reference, const oci::registry::Settings& settings,
                               const std::string& path) {
  PQ_TRY(const auto named, oci::parse_reference(without_scheme(reference)));
  PQ_TRY(const auto repository, oci::registry::open_repository(named, settings));
  PQ_TRY(const auto manifest, repository->manifest(oci::wanted(named)));
  PQ_TRY(const auto document, codec::JsonDocument::parse(manifest.text));
  const auto layers = document.root()["layers"];
  const auto layer = layers.at(0);
  if (layers.size() != 1 || layer["mediaType"].text() != kIndexMedia)
    return base::fail(ErrorKind::kUnsupported, "no index of base images", {.file = reference});
  oci::Descriptor descriptor;
  descriptor.digest = layer["digest"].text_or("");
  descriptor.size =
      static_cast<std::uint64_t>(std::max<std::int64_t>(layer["size"].integer().value_or(0), 0));
  if (!crypto::is_sha256(descriptor.digest))
    return base::fail(ErrorKind::kInvalid, "a layer without a digest", {.file = reference});
  PQ_TRY(const auto bytes, oci::registry::read_blob(*repository, descriptor, kMaxIndexBytes));
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return base::fail(ErrorKind::kIo, "the index cannot be written", {.file = path});
  return SharedIndex{.digest = manifest.digest, .bytes = bytes.size()};
}

}  // namespace pratique::bases
