#include "publish/artifact.h"

#include <filesystem>

#include "codec/json_value.h"
#include "crypto/digest.h"
#include "oci/reference.h"
#include "publish/files.h"
#include "publish/publication.h"

namespace pratique::publish {

namespace {

constexpr std::string_view kManifestMedia = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kEmptyMedia = "application/vnd.oci.empty.v1+json";
constexpr std::string_view kEmpty = "{}";

using codec::JsonObject;
using codec::view;

JsonObject descriptor_of(const oci::Descriptor& file, const std::string& title) {
  JsonObject out{{"mediaType", view(file.media_type)}, {"digest", view(file.digest)}, {"size", file.size}};
  if (!title.empty()) out.emplace("annotations", JsonObject{{view(kTitle), view(title)}});
  return out;
}

// What can be seen of it without fetching more than the manifest.
JsonObject annotations_of(const PublicationFiles& files, const std::string& created) {
  const auto& database = files.offers.database;
  return {{"org.opencontainers.image.created", view(created)},
          {"org.opencontainers.image.title", "Pratique advisory database"},
          {"org.opencontainers.image.version", std::to_string(files.version)},
          {"org.pratique.database.advisories", std::to_string(database.advisories)},
          {"org.pratique.database.bytes", std::to_string(database.bytes)},
          {"org.pratique.database.deltas", std::to_string(files.offers.deltas.size())},
          {"org.pratique.database.digest", view(database.digest)},
          {"org.pratique.database.fingerprint", view(database.fingerprint)},
          {"org.pratique.database.format", std::to_string(database.format)},
          {"org.pratique.database.newest", view(database.newest)},
          {"org.pratique.database.packages", std::to_string(database.packages)},
          {"org.pratique.database.signed", files.is_signed ? "true" : "false"}};
}

Result<std::string> digest_of(const std::string& path) {
  PQ_TRY(const auto file, codec::open_file(path));
  crypto::Sha256 hash;
  for (;;) {
    PQ_TRY(const auto bytes, file->next());
    if (bytes.empty()) return hash.finish();
    hash.update(bytes);
  }
}

std::string media_of(const std::string& name) {
  return std::string(name.ends_with(".delta") ? kDeltaMedia
                     : name.ends_with(".zst") ? kWholeMedia
                                              : kTrustMedia);
}

}  // namespace

Result<PushResult> push(
    const std::string& folder, const std::string& reference, const std::string& created,
    const oci::registry::Settings& settings,
    const std::function<void(const std::string&, std::uint64_t, std::uint64_t)>& progress) {
  PQ_TRY(const auto parsed, oci::parse_reference(reference));
  if (!parsed.digest.empty())
    return base::fail(ErrorKind::kUsage, "a reference with a digest: what is pushed has its own",
                      {.file = reference}, "name a tag");
  PQ_TRY(const auto lock, FolderLock::take(folder));
  PQ_TRY(const auto files, files_of(folder));
  PQ_CHECK(check_settled(files, folder));
  auto own = settings;
  own.own_registry = parsed.domain;
  PQ_TRY(const auto repository, oci::registry::open_repository(parsed, own));
  PushResult out{.is_signed = files.is_signed};
  codec::JsonArray layers;
  auto names = files.documents;
  names.insert(names.end(), files.targets.begin(), files.targets.end());
  for (const auto& name : names) {
    const auto path = folder + "/" + name;
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return base::fail(ErrorKind::kIo, error.message(), {.file = path});
    PQ_TRY(const auto digest, digest_of(path));
    const auto open = [path, size] { return codec::open_file(path, 0, size); };
    PQ_TRY(const auto file, repository->upload_stream(open, digest, size, media_of(name)));
    if (progress) progress(name, size, size);
    layers.push_back(descriptor_of(file, name));
    ++out.files;
    out.bytes += size;
  }
  PQ_TRY(const auto config, repository->upload_blob(kEmpty, std::string(kEmptyMedia)));
  const JsonObject manifest{{"schemaVersion", 2},
                            {"mediaType", view(kManifestMedia)},
                            {"artifactType", view(kArtifactType)},
                            {"config", descriptor_of(config, "")},
                            {"layers", std::move(layers)},
                            {"annotations", annotations_of(files, created)}};
  PQ_TRY(const auto put, repository->put_manifest(oci::wanted(parsed), codec::to_compact_text(manifest),
                                                  std::string(kManifestMedia)));
  out.digest = put.digest;
  return out;
}

}  // namespace pratique::publish
