#include "policy_bundle.h"

#include <filesystem>
#include <optional>

#include "base/byte_reader.h"
#include "cache.h"
#include "codec/json.h"
#include "codec/json_value.h"
#include "codec/stream.h"
#include "crypto/digest.h"
#include "oci/registry/repository.h"
#include "publishing.h"
#include "write.h"

namespace pratique::app {

namespace {

constexpr std::string_view kManifestMedia = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kEmptyMedia = "application/vnd.oci.empty.v1+json", kEmpty = "{}";
constexpr std::string_view kTitle = "org.opencontainers.image.title";
constexpr std::string_view kBuiltIn = "net.pratique.policy.built-in";
constexpr std::uint64_t kMaxBundleManifest = 4 << 20;

codec::JsonObject to_json(const oci::Descriptor& descriptor, std::string_view media_type) {
  return {{"mediaType", codec::view(media_type)},
          {"digest", codec::view(descriptor.digest)},
          {"size", descriptor.size}};
}

// Manifests and files of bundles by their digests, in the user's cache folder. What cannot be kept is got again.
class KeptBundles {
 public:
  KeptBundles() : folder_(cache_folder()) {
    if (!folder_.empty()) folder_ += "/policies";
  }
  std::optional<std::string> find(const std::string& digest, std::uint64_t most) const {
    if (folder_.empty() || !crypto::is_sha256(digest)) return std::nullopt;
    const auto source = codec::open_file(path_of(digest));
    if (!source) return std::nullopt;
    auto text = codec::read_all(**source, most);
    if (!text || crypto::sha256(base::as_bytes(*text)) != digest) return std::nullopt;
    return *std::move(text);
  }
  void keep(const std::string& digest, std::string_view text) const {
    if (folder_.empty() || !crypto::is_sha256(digest)) return;
    std::error_code none;
    std::filesystem::create_directories(folder_, none);
    (void)write_document(path_of(digest), text);
  }

 private:
  std::string path_of(const std::string& digest) const { return folder_ + "/" + digest.substr(7); }
  std::string folder_;
};

struct Opened {
  oci::ImageReference named;
  std::shared_ptr<oci::registry::Repository> repository;
};
Result<Opened> open(const std::string& reference, const CommonOptions& options) {
  const auto bare = reference.starts_with("oci://") ? reference.substr(6) : reference;
  PQ_TRY(auto named, oci::parse_reference(bare));
  PQ_TRY(auto repository, oci::registry::open_repository(named, settings_of(options)));
  return Opened{std::move(named), std::move(repository)};
}

// Under its digest it may be known already; a tag must be asked for.
Result<oci::registry::StoredManifest> manifest_of(const Opened& opened, const KeptBundles& kept,
                                                  bool& asked) {
  if (auto known = kept.find(opened.named.digest, kMaxBundleManifest))
    return oci::registry::StoredManifest{
        .text = *std::move(known), .media_type = {}, .digest = opened.named.digest, .etag = {}};
  if (opened.named.digest.empty()) {
    // What the tag means now is a small question; the manifest may lie here.
    PQ_TRY(const auto head, opened.repository->head_manifest(opened.named.tag));
    if (head) {
      if (auto known = kept.find(head->digest, kMaxBundleManifest))
        return oci::registry::StoredManifest{
            .text = *std::move(known), .media_type = {}, .digest = head->digest, .etag = {}};
    }
  }
  asked = true;
  PQ_TRY(auto manifest, opened.repository->manifest(oci::wanted(opened.named)));
  kept.keep(manifest.digest, manifest.text);
  return manifest;
}

Result<std::string> layer_text(const Opened& opened, codec::Json layer, const KeptBundles& kept,
                               bool& asked) {
  oci::Descriptor descriptor;
  descriptor.digest = layer["digest"].text_or("");
  const auto size = layer["size"].integer().value_or(-1);
  if (!crypto::is_sha256(descriptor.digest) || size < 0)
    return base::invalid("a layer without digest or size");
  descriptor.size = static_cast<std::uint64_t>(size);
  if (auto known = kept.find(descriptor.digest, policy::kMaxRegoFile)) return *std::move(known);
  asked = true;
  PQ_TRY(auto text, oci::registry::read_blob(*opened.repository, descriptor, policy::kMaxRegoFile));
  kept.keep(descriptor.digest, text);
  return text;
}

}  // namespace

Result<PushedPolicies> push_policies(const std::vector<policy::RegoFile>& files, const std::string& reference,
                                     const CommonOptions& options) {
  PQ_TRY(const auto opened, open(reference, options));
  if (!opened.named.digest.empty())
    return base::fail(ErrorKind::kUsage, "policies are published under a tag, not a digest",
                      {.file = reference});
  PQ_TRY(const auto config, opened.repository->upload_blob(kEmpty, std::string(kEmptyMedia)));
  PushedPolicies pushed;
  codec::JsonArray layers;
  for (const auto& file : files) {
    if (file.is_test()) continue;
    PQ_TRY(const auto layer, opened.repository->upload_blob(file.text, std::string(kRegoMedia)));
    auto object = to_json(layer, kRegoMedia);
    object["annotations"] = codec::JsonObject{{codec::view(kTitle), codec::view(file.path)}};
    layers.emplace_back(std::move(object));
    pushed.bytes += file.text.size();
  }
  const bool built_in = layers.empty();
  // A manifest has at least one layer (manifest.md, "layers").
  if (built_in) layers.emplace_back(to_json(config, kEmptyMedia));
  codec::JsonObject manifest{{"schemaVersion", 2},
                             {"mediaType", codec::view(kManifestMedia)},
                             {"artifactType", codec::view(kPolicyArtifact)},
                             {"config", to_json(config, kEmptyMedia)},
                             {"layers", std::move(layers)}};
  if (built_in) manifest["annotations"] = codec::JsonObject{{codec::view(kBuiltIn), "true"}};
  const auto text = codec::to_compact_text(manifest);
  PQ_TRY(auto put, opened.repository->put_manifest(opened.named.tag, text, std::string(kManifestMedia)));
  pushed.digest = std::move(put.digest);
  return pushed;
}

Result<PulledPolicies> pull_policies(const std::string& reference, const CommonOptions& options) {
  PQ_TRY(const auto opened, open(reference, options));
  const KeptBundles kept;
  bool asked = false;
  PQ_TRY(const auto manifest, manifest_of(opened, kept, asked));
  PulledPolicies pulled{.digest = manifest.digest, .files = {}};
  PQ_TRY(const auto document, codec::JsonDocument::parse(manifest.text));
  const auto root = document.root();
  pulled.built_in = root["annotations"][kBuiltIn].text() == "true";
  const auto layers = root["layers"];
  if (layers.size() > policy::kMaxRegoFiles)
    return base::fail(ErrorKind::kLimit, "too many files of Rego", {.file = reference});
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto layer = layers.at(i);
    const auto title = layer["annotations"][kTitle].text();
    if (!title.ends_with(".rego")) continue;
    auto text = layer_text(opened, layer, kept, asked);
    if (!text) return tl::unexpected(std::move(text).error().in(reference));
    pulled.files.push_back({.path = std::string(title), .text = *std::move(text)});
  }
  if (pulled.files.empty() && !pulled.built_in)
    return base::fail(ErrorKind::kUnsupported, "no bundle of policies", {.file = reference},
                      "push one with pratique policy publish");
  pulled.cached = !asked;
  return pulled;
}

}  // namespace pratique::app
