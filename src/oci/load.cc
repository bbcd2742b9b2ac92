// From a store to one image: index.json → (indexes →) manifest → config, or manifest.json of `docker save`.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.h"
#include "codec/json.h"
#include "crypto/digest.h"
#include "oci/image.h"

namespace pratique::oci {

namespace {

using codec::Json;
using codec::JsonDocument;

constexpr std::uint64_t kMaxDocument = 16u << 20;  // index, manifest, config
constexpr std::size_t kMaxLayers = 10'000;
constexpr int kMaxIndexDepth = 8;
constexpr std::size_t kMaxManifests = 1'000;

std::string blob_name(const std::string& digest) {
  return "blobs/sha256/" + digest.substr(std::string("sha256:").size());
}

Result<std::string> read_file(Store& store, const std::string& name) {
  auto read = [&]() -> Result<std::string> {
    PQ_TRY(const auto source, store.open(name));
    return codec::read_all(*source, kMaxDocument);
  }();
  if (!read) return tl::unexpected(std::move(read).error().in(name));
  return read;
}

Result<JsonDocument> read_json(std::string_view text, const std::string& name) {
  auto document = JsonDocument::parse(text);
  if (!document) return tl::unexpected(std::move(document).error().in(name));
  return document;
}

Result<std::string> read_verified(Store& store, const Descriptor& descriptor) {
  const auto name = blob_name(descriptor.digest);
  PQ_TRY(auto text, read_file(store, name));
  if (text.size() != descriptor.size) {
    return base::fail(ErrorKind::kMismatch,
                      fmt::format("size is {} bytes, its descriptor says {}", text.size(), descriptor.size),
                      {.file = name});
  }
  if (crypto::sha256(base::as_bytes(text)) != descriptor.digest) {
    return base::fail(ErrorKind::kMismatch, "content does not match its digest", {.file = name},
                      "the image was changed or damaged; get it again");
  }
  return text;
}

std::map<std::string, std::string> text_map(Json object) {
  std::map<std::string, std::string> map;
  object.each_member([&](std::string_view key, Json value) {
    if (value.is_string()) map[std::string(key)] = value.text();
  });
  return map;
}

model::Platform read_platform(Json json) {
  return {.os = json["os"].text_or(""),
          .architecture = json["architecture"].text_or(""),
          .variant = json["variant"].text_or("")};
}

Result<Descriptor> read_descriptor(Json json) {
  Descriptor descriptor{.media_type = json["mediaType"].text_or(""), .digest = json["digest"].text_or("")};
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

// The created_by lines of the layers, in order; empty_layer entries have none (image-spec config.md,
// "history").
std::vector<std::string> layer_history(Json history) {
  std::vector<std::string> lines;
  history.each([&](Json entry) {
    if (!entry["empty_layer"].boolean().value_or(false)) lines.push_back(entry["created_by"].text_or(""));
  });
  return lines;
}

// Fills what the config says, diff_ids of image.layers included.
Result<void> read_config(std::string_view text, const std::string& name, Image& image) {
  PQ_TRY(const auto document, read_json(text, name));
  const auto root = document.root();
  image.platform = read_platform(root);
  image.created = root["created"].text_or("");
  image.labels = text_map(root["config"]["Labels"]);
  const auto diff_ids = root["rootfs"]["diff_ids"];
  if (diff_ids.size() != image.layers.size()) {
    return base::fail(
        ErrorKind::kMismatch,
        fmt::format("config names {} layers, manifest {}", diff_ids.size(), image.layers.size()),
        {.file = name});
  }
  const auto history = layer_history(root["history"]);
  std::size_t i = 0;
  bool sound = true;
  diff_ids.each([&](Json diff_id) {
    ImageLayer& layer = image.layers[i];
    layer.diff_id = diff_id.text_or("");
    sound = sound && crypto::is_sha256(layer.diff_id);
    if (history.size() == image.layers.size()) layer.created_by = history[i];
    ++i;
  });
  if (!sound) return base::fail(ErrorKind::kInvalid, "diff_id is not sha256:<64 hex digits>", {.file = name});
  return {};
}

Result<Image> read_manifest(Store& store, const Descriptor& descriptor) {
  PQ_TRY(const auto text, read_verified(store, descriptor));
  const auto name = blob_name(descriptor.digest);
  PQ_TRY(const auto document, read_json(text, name));
  Image image{.manifest_digest = descriptor.digest};
  const auto layers = document.root()["layers"];
  if (!layers.is_array()) return base::fail(ErrorKind::kInvalid, "manifest without layers", {.file = name});
  if (layers.size() > kMaxLayers)
    return base::fail(ErrorKind::kLimit, "more than 10,000 layers", {.file = name});
  std::optional<Error> wrong;
  layers.each([&](Json json) {
    auto layer = read_descriptor(json);
    if (!layer) {
      wrong = std::move(layer).error().in(name);
      return;
    }
    image.layers.push_back({.file = blob_name(layer->digest),
                            .digest = layer->digest,
                            .size = layer->size,
                            .media_type = layer->media_type});
  });
  if (wrong) return tl::unexpected(*wrong);
  auto config = read_descriptor(document.root()["config"]);
  if (!config) return tl::unexpected(std::move(config).error().in(name));
  image.config_digest = config->digest;
  PQ_TRY(const auto config_text, read_verified(store, *config));
  PQ_CHECK(read_config(config_text, blob_name(config->digest), image));
  return image;
}

// ------------------------------------------------------------------------------------------------ choosing
// one of several

struct Choice {
  std::string reference;
  Descriptor descriptor;
};

bool is_index(const std::string& media_type) {
  return media_type == "application/vnd.oci.image.index.v1+json" ||
         media_type == "application/vnd.docker.distribution.manifest.list.v2+json";
}

// BuildKit stores attestations as manifests of platform unknown/unknown beside the image's.
bool is_attestation(const Descriptor& descriptor) {
  const auto type = descriptor.annotations.find("vnd.docker.reference.type");
  return (type != descriptor.annotations.end() && type->second == "attestation-manifest") ||
         (descriptor.platform && descriptor.platform->os == "unknown");
}

std::string reference_of(const Descriptor& descriptor, const std::string& inherited) {
  for (const char* key : {"io.containerd.image.name", "org.opencontainers.image.ref.name"}) {
    const auto found = descriptor.annotations.find(key);
    if (found != descriptor.annotations.end()) return found->second;
  }
  return inherited;
}

Result<void> collect(Store& store, Json index, const std::string& name, const std::string& reference,
                     int depth, std::vector<Choice>& choices) {
  if (depth > kMaxIndexDepth)
    return base::fail(ErrorKind::kLimit, "indexes nested deeper than 8", {.file = name});
  std::optional<Error> wrong;
  index["manifests"].each([&](Json json) {
    if (wrong || choices.size() > kMaxManifests) return;
    auto descriptor = read_descriptor(json);
    if (!descriptor) {
      wrong = std::move(descriptor).error().in(name);
      return;
    }
    const auto its_reference = reference_of(*descriptor, reference);
    if (!is_index(descriptor->media_type)) {
      if (!is_attestation(*descriptor)) choices.push_back({its_reference, *descriptor});
      return;
    }
    const auto nested = [&]() -> Result<void> {
      PQ_TRY(const auto text, read_verified(store, *descriptor));
      PQ_TRY(const auto document, read_json(text, blob_name(descriptor->digest)));
      return collect(store, document.root(), blob_name(descriptor->digest), its_reference, depth + 1,
                     choices);
    }();
    if (!nested) wrong = nested.error();
  });
  if (wrong) return tl::unexpected(*wrong);
  return {};
}

bool refers(const std::string& reference, const std::string& wanted) {
  return reference == wanted || reference.ends_with("/" + wanted) || reference.ends_with(":" + wanted);
}

template <class T>
std::string list_of(const std::vector<T>& all, const std::function<std::string(const T&)>& name) {
  std::set<std::string> names;
  for (const auto& one : all) names.insert(name(one).empty() ? "(unnamed)" : name(one));
  return base::join({names.begin(), names.end()}, ", ");
}

bool fits(const model::Platform& have, const model::Platform& want) {
  return have.os == want.os && have.architecture == want.architecture &&
         (want.variant.empty() || have.variant == want.variant);
}

Result<Choice> choose(std::vector<Choice> choices, const Selection& selection) {
  const std::function<std::string(const Choice&)> reference = [](const Choice& c) { return c.reference; };
  const auto all = list_of(choices, reference);
  if (!selection.ref.empty()) {
    std::erase_if(choices, [&](const Choice& c) {
      return !refers(c.reference, selection.ref) && c.descriptor.digest != selection.ref;
    });
    if (choices.empty())
      return base::fail(ErrorKind::kNotFound,
                        fmt::format("no image \"{}\"; there are: {}", selection.ref, all));
  }
  if (choices.empty()) return base::fail(ErrorKind::kNotFound, "the index names no image");
  std::set<std::string> references, digests;
  for (const auto& choice : choices) {
    references.insert(choice.reference);
    digests.insert(choice.descriptor.digest);
  }
  if (digests.size() == 1) return choices.front();  // one image of several names
  if (references.size() > 1) {
    return base::fail(ErrorKind::kUsage, "several images: " + all, {}, "choose one with --ref");
  }
  if (!selection.platform && choices.size() == 1) return choices.front();
  const auto wanted = selection.platform.value_or(model::Platform{.os = "linux", .architecture = "amd64"});
  for (const auto& choice : choices) {
    if (!choice.descriptor.platform ? choices.size() == 1 : fits(*choice.descriptor.platform, wanted))
      return choice;
  }
  const std::function<std::string(const Choice&)> platform = [](const Choice& c) {
    return c.descriptor.platform ? model::to_string(*c.descriptor.platform) : "";
  };
  return base::fail(
      ErrorKind::kUsage,
      fmt::format("no image for {}; there are: {}", model::to_string(wanted), list_of(choices, platform)), {},
      "choose one with --platform");
}

Result<Image> load_docker(Store& store, const Selection& selection);

Result<Image> load_oci(Store& store, const Selection& selection) {
  PQ_TRY(const auto text, read_file(store, "index.json"));
  PQ_TRY(const auto document, read_json(text, "index.json"));
  std::vector<Choice> choices;
  PQ_CHECK(collect(store, document.root(), "index.json", "", 0, choices));
  // Docker 25 saves an image that has no tag with an index that names nothing; manifest.json names it.
  if (choices.empty() && store.size("manifest.json")) return load_docker(store, selection);
  PQ_TRY(const auto choice, choose(std::move(choices), selection));
  PQ_TRY(auto image, read_manifest(store, choice.descriptor));
  image.reference = choice.reference;
  if (selection.platform && !fits(image.platform, *selection.platform)) {
    return base::fail(ErrorKind::kUsage,
                      fmt::format("the image is for {}, not for {}", model::to_string(image.platform),
                                  model::to_string(*selection.platform)));
  }
  return image;
}

// --------------------------------------------------------------------------------- docker save:
// manifest.json, no index

// "blobs/sha256/<hex>" or "<hex>.json" promise a digest; other names (old layer.tar) promise nothing.
std::string promised_digest(std::string_view file) {
  auto stem = base::base_name(file);
  if (stem.ends_with(".json")) stem.remove_suffix(5);
  const auto digest = "sha256:" + std::string(stem);
  return crypto::is_sha256(digest) ? digest : "";
}

Result<Image> read_docker_image(Store& store, Json entry, const std::string& reference) {
  Image image{.reference = reference};
  if (entry["Layers"].size() > kMaxLayers)
    return base::fail(ErrorKind::kLimit, "more than 10,000 layers", {.file = "manifest.json"});
  std::optional<Error> wrong;
  entry["Layers"].each([&](Json json) {
    const std::string file(json.text());
    const auto size = store.size(file);
    if (!size)
      wrong =
          Error{.kind = ErrorKind::kNotFound, .what = "layer is not in the archive", .where = {.file = file}};
    image.layers.push_back({.file = file,
                            .size = size.value_or(0),
                            .media_type = "application/vnd.docker.image.rootfs.diff.tar"});
  });
  if (wrong) return tl::unexpected(*wrong);
  const std::string config(entry["Config"].text());
  PQ_TRY(const auto text, read_file(store, config));
  image.config_digest = crypto::sha256(base::as_bytes(text));
  const auto promised = promised_digest(config);
  if (!promised.empty() && promised != image.config_digest) {
    return base::fail(ErrorKind::kMismatch, "content does not match its digest", {.file = config});
  }
  PQ_CHECK(read_config(text, config, image));
  return image;
}

Result<Image> load_docker(Store& store, const Selection& selection) {
  PQ_TRY(const auto text, read_file(store, "manifest.json"));
  PQ_TRY(const auto document, read_json(text, "manifest.json"));
  struct Named {
    std::string reference;
    Json entry;
  };
  std::vector<Named> images;
  document.root().each([&](Json entry) {
    if (entry["RepoTags"].size() == 0) images.push_back({"", entry});
    entry["RepoTags"].each([&](Json tag) { images.push_back({std::string(tag.text()), entry}); });
  });
  const std::function<std::string(const Named&)> reference = [](const Named& n) { return n.reference; };
  const auto all = list_of(images, reference);
  if (images.empty()) return base::fail(ErrorKind::kNotFound, "manifest.json names no image");
  if (!selection.ref.empty())
    std::erase_if(images, [&](const Named& n) { return !refers(n.reference, selection.ref); });
  if (images.empty())
    return base::fail(ErrorKind::kNotFound,
                      fmt::format("no image \"{}\"; there are: {}", selection.ref, all));
  const auto config = images.front().entry["Config"].text();
  const bool several = std::any_of(images.begin(), images.end(),
                                   [&](const Named& n) { return n.entry["Config"].text() != config; });
  if (several) return base::fail(ErrorKind::kUsage, "several images: " + all, {}, "choose one with --ref");
  PQ_TRY(auto image, read_docker_image(store, images.front().entry, images.front().reference));
  if (selection.platform && !fits(image.platform, *selection.platform)) {
    return base::fail(ErrorKind::kUsage,
                      fmt::format("the image is for {}, not for {}", model::to_string(image.platform),
                                  model::to_string(*selection.platform)));
  }
  return image;
}

}  // namespace

Result<Image> load_image(Store& store, const Selection& selection) {
  if (store.size("index.json")) return load_oci(store, selection);
  if (store.size("manifest.json")) return load_docker(store, selection);
  return base::fail(ErrorKind::kInvalid,
                    "neither index.json nor manifest.json: no OCI layout and no docker-archive");
}

}  // namespace pratique::oci
