#include "oci/documents.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::oci {

using codec::Json;
using codec::JsonDocument;

namespace {

constexpr std::size_t kShownName = 200;
constexpr std::string_view kEmpty = "application/vnd.oci.empty.v1+json";

Result<void> check_promise(std::string_view text, const Descriptor& descriptor, const std::string& name) {
  if (text.size() != descriptor.size) {
    return base::fail(ErrorKind::kMismatch,
                      fmt::format("size is {} bytes, its descriptor says {}", text.size(), descriptor.size),
                      {.file = name});
  }
  if (crypto::sha256(base::as_bytes(text)) == descriptor.digest) return {};
  return base::fail(ErrorKind::kMismatch, "content does not match its digest", {.file = name},
                    "the image was changed or damaged; get it again");
}

}  // namespace

std::string Naming::blob(const std::string& digest) const {
  return folder + digest.substr(std::string_view("sha256:").size());
}

bool is_foreign(std::string_view media_type) {
  return base::contains(media_type, "nondistributable") || base::contains(media_type, ".foreign.");
}

bool is_layer(std::string_view media_type) {
  static constexpr std::array<std::string_view, 4> kTars{
      "application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.nondistributable.v1.tar",
      "application/vnd.docker.image.rootfs.diff.tar", "application/vnd.docker.image.rootfs.foreign.diff.tar"};
  if (media_type.empty()) return true;
  for (const auto tar : kTars) {
    if (!media_type.starts_with(tar)) continue;
    const auto ending = media_type.substr(tar.size());
    // Docker's are packed with "." before the word, OCI's with "+". What else follows ("+encrypted") is no tar.
    static constexpr std::array<std::string_view, 6> kPackings{"", "+gzip", "+zstd", "+xz", ".gzip", ".zstd"};
    if (base::is_one_of(ending, kPackings)) return true;
  }
  return false;
}

std::string clean_name(std::string_view name) {
  std::vector<std::string> parts;
  for (const auto part : base::split(name, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && parts.empty()) return "";
    if (part == "..") {
      parts.pop_back();
    } else {
      parts.emplace_back(part);
    }
  }
  return base::join(parts, "/");
}

std::string shortened(std::string_view name) {
  if (name.size() <= kShownName) return std::string(name);
  return std::string(name.substr(0, kShownName)) + "…";
}

Result<std::string> read_file(Store& store, const std::string& name) {
  auto read = [&]() -> Result<std::string> {
    PQ_TRY(const auto source, store.open(name));
    return codec::read_all(*source, kMaxDocument);
  }();
  if (!read) return tl::unexpected(std::move(read).error().in(shortened(name)));
  return read;
}

Result<JsonDocument> read_json(std::string_view text, const std::string& name) {
  auto document = JsonDocument::parse(text);
  if (!document) return tl::unexpected(std::move(document).error().in(shortened(name)));
  return document;
}

Result<void> check_members(Json object, std::initializer_list<std::string_view> keys,
                           const std::string& name) {
  std::map<std::string, int> times;
  object.each_member([&](std::string_view key, Json) {
    for (const auto wanted : keys) {
      if (base::equals_ignoring_case(key, wanted)) ++times[std::string(wanted)];
    }
  });
  for (const auto& [key, count] : times) {
    if (count < 2) continue;
    return base::fail(ErrorKind::kInvalid,
                      fmt::format("has \"{}\" {} times, and tools differ in which one counts", key, count),
                      {.file = shortened(name)});
  }
  return {};
}

Result<std::string> read_verified(Store& store, const Descriptor& descriptor, const std::string& name) {
  PQ_TRY(auto text, read_file(store, name));
  PQ_CHECK(check_promise(text, descriptor, name));
  return text;
}

Result<std::string> read_blob(Store& store, const Descriptor& descriptor, const std::string& name,
                              std::uint64_t limit) {
  if (descriptor.size > limit) {
    return base::fail(
        ErrorKind::kLimit,
        fmt::format("{} bytes, more than the {} MiB that are read", descriptor.size, limit >> 20),
        {.file = name});
  }
  auto read = [&]() -> Result<std::string> {
    PQ_TRY(const auto source, store.open(name));
    return codec::read_all(*source, limit);
  }();
  if (!read) return tl::unexpected(std::move(read).error().in(shortened(name)));
  PQ_CHECK(check_promise(*read, descriptor, name));
  return read;
}

model::Platform read_platform(Json json) {
  return {.os = json["os"].text_or(""),
          .architecture = json["architecture"].text_or(""),
          .variant = json["variant"].text_or("")};
}

Result<Descriptor> read_descriptor(Json json) {
  Descriptor descriptor{.media_type = json["mediaType"].text_or(""),
                        .artifact_type = json["artifactType"].text_or(""),
                        .digest = json["digest"].text_or("")};
  if (!crypto::is_sha256(descriptor.digest)) {
    return base::invalid(
        fmt::format("digest \"{}\" is not sha256:<64 hex digits>", descriptor.digest.substr(0, 100)));
  }
  const auto size = json["size"].integer();
  if (!size || *size < 0) return base::invalid("descriptor without a size");
  descriptor.size = static_cast<std::uint64_t>(*size);
  if (json["platform"].is_object()) descriptor.platform = read_platform(json["platform"]);
  descriptor.annotations = text_map(json["annotations"]);
  return descriptor;
}

Result<void> read_config(std::string_view text, const std::string& name, Image& image) {
  PQ_TRY(const auto document, read_json(text, name));
  const auto root = document.root();
  PQ_CHECK(check_members(root, {"rootfs", "os", "architecture", "variant"}, name));
  PQ_CHECK(check_members(root["rootfs"], {"diff_ids"}, name));
  image.platform = read_platform(root);
  image.created = root["created"].text_or("");
  read_start(root, image);
  const auto diff_ids = root["rootfs"]["diff_ids"];
  if (diff_ids.size() != image.layers.size()) {
    return base::fail(
        ErrorKind::kMismatch,
        fmt::format("config names {} layers, manifest {}", diff_ids.size(), image.layers.size()),
        {.file = shortened(name)});
  }
  read_history(root, image);
  std::size_t i = 0;
  bool sound = true;
  diff_ids.each([&](Json diff_id) {
    ImageLayer& layer = image.layers[i];
    layer.diff_id = diff_id.text_or("");
    sound = sound && crypto::is_sha256(layer.diff_id);
    ++i;
  });
  if (sound) return {};
  return base::fail(ErrorKind::kInvalid, "diff_id is not sha256:<64 hex digits>", {.file = shortened(name)});
}

namespace {

bool is_image_config(std::string_view media_type) {
  return media_type.empty() || media_type.starts_with("application/vnd.oci.image.config.") ||
         media_type.starts_with("application/vnd.docker.container.image.");
}

// Of what is stored like an image and is none (manifest.md, "Guidelines for Artifact Usage"; the artifact manifest
// of image-spec v1.1's release candidates, which has blobs): what it says that it is, else what its config is.
std::string artifact_type_of(Json root) {
  const auto type = root["artifactType"].text();
  if (root["blobs"].is_array() && !root["layers"]) return type.empty() ? "unknown" : std::string(type);
  // Old writers leave types out, and some write what they like for an image's config: its content decides.
  const auto config = root["config"]["mediaType"].text();
  if (config == kEmpty) return std::string(type.empty() ? config : type);
  return is_image_config(config) ? "" : std::string(type);
}

}  // namespace

Result<Image> read_manifest(Store& store, std::string_view text, const std::string& name,
                            const Naming& naming) {
  PQ_TRY(const auto document, read_json(text, name));
  const auto root = document.root();
  PQ_CHECK(check_members(root, {"config", "layers", "manifests"}, name));
  Image image{.manifest_digest = crypto::sha256(base::as_bytes(text))};
  const auto layers = root["layers"];
  if (const auto type = artifact_type_of(root); !type.empty()) {
    return base::fail(ErrorKind::kUnsupported,
                      fmt::format("is no image but an artifact of type {}", shortened(type)), {.file = name});
  }
  if (!layers.is_array()) return base::fail(ErrorKind::kInvalid, "manifest without layers", {.file = name});
  // A document that is a manifest to one reader and an index to another (CVE-2021-41190).
  if (root["manifests"])
    return base::fail(ErrorKind::kInvalid, "is a manifest and an index in one", {.file = name});
  if (layers.size() > kMaxLayers)
    return base::fail(ErrorKind::kLimit, "more than 10,000 layers", {.file = name});
  std::optional<Error> wrong;
  layers.each([&](Json json) {
    auto layer = read_descriptor(json);
    if (!layer) {
      wrong = std::move(layer).error().in(name);
      return;
    }
    image.layers.push_back({.file = naming.blob(layer->digest),
                            .digest = layer->digest,
                            .size = layer->size,
                            .media_type = layer->media_type});
  });
  if (wrong) return tl::unexpected(*wrong);
  auto config = read_descriptor(root["config"]);
  if (!config) return tl::unexpected(std::move(config).error().in(name));
  image.config_digest = config->digest;
  const auto config_name = naming.blob(config->digest);
  PQ_TRY(const auto config_text, read_verified(store, *config, config_name));
  if (auto read = read_config(config_text, config_name, image); !read) {
    if (is_image_config(config->media_type)) return tl::unexpected(std::move(read).error());
    return base::fail(ErrorKind::kUnsupported,
                      fmt::format("is no image: its config is of type {}", shortened(config->media_type)),
                      {.file = name});
  }
  read_annotations(text_map(root["annotations"]), image);
  return image;
}

}  // namespace pratique::oci
