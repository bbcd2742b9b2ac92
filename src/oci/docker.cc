#include "oci/docker.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "model/platform.h"
#include "oci/choose.h"

namespace pratique::oci {

using codec::Json;

namespace {

constexpr const char* kManifest = "manifest.json";
constexpr const char* kLayerType = "application/vnd.docker.image.rootfs.diff.tar";

// "blobs/sha256/<hex>", "<hex>.json" and "sha256:<hex>" promise a digest; other names ("config.json") promise
// nothing.
std::string promised_digest(std::string_view file) {
  auto stem = base::base_name(file);
  if (stem.ends_with(".json")) stem.remove_suffix(std::string_view(".json").size());
  if (crypto::is_sha256(stem)) return std::string(stem);
  const auto digest = "sha256:" + std::string(stem);
  return crypto::is_sha256(digest) ? digest : "";
}

bool describes_image(Json entry) {
  const auto layers = entry["Layers"];  // null in an image without layers
  return entry["Config"].is_string() && (layers.is_array() || layers.kind() == Json::Kind::kNull);
}

Result<ImageLayer> read_layer(Store& store, Json json) {
  if (!json.is_string())
    return base::fail(ErrorKind::kInvalid, "a layer's name is no text", {.file = kManifest});
  const std::string file(json.text());
  if (clean_name(file).empty()) {
    return base::fail(ErrorKind::kInvalid,
                      fmt::format("layer \"{}\" would lie outside the archive", shortened(file)),
                      {.file = kManifest});
  }
  const auto size = store.size(file);
  if (!size)
    return base::fail(ErrorKind::kNotFound, "layer is not in the archive", {.file = shortened(file)});
  return ImageLayer{.file = file, .size = *size, .media_type = kLayerType};
}

struct Named {
  std::string reference;
  std::string id;  // digest of the config, where its name promises one
  Json entry;
};

Result<Image> read_image(Store& store, const Named& named) {
  Image image{.reference = named.reference};
  const auto layers = named.entry["Layers"];
  if (layers.size() > kMaxLayers)
    return base::fail(ErrorKind::kLimit, "more than 10,000 layers", {.file = kManifest});
  std::optional<Error> wrong;
  layers.each([&](Json json) {
    if (wrong) return;
    if (auto layer = read_layer(store, json)) {
      image.layers.push_back(*std::move(layer));
    } else {
      wrong = std::move(layer).error();
    }
  });
  if (wrong) return tl::unexpected(*wrong);
  const std::string config(named.entry["Config"].text());
  if (clean_name(config).empty()) {
    return base::fail(ErrorKind::kInvalid,
                      fmt::format("config \"{}\" would lie outside the archive", shortened(config)),
                      {.file = kManifest});
  }
  PQ_TRY(const auto text, read_file(store, config));
  image.config_digest = crypto::sha256(base::as_bytes(text));
  if (!named.id.empty() && named.id != image.config_digest)
    return base::fail(ErrorKind::kMismatch, "content does not match its digest", {.file = config});
  PQ_CHECK(read_config(text, config, image));
  read_annotations({}, image);
  return image;
}

// Every image under each of its names.
Result<std::vector<Named>> images_of(Json root) {
  std::vector<Named> images;
  std::optional<Error> wrong;
  root.each([&](Json entry) {
    if (!describes_image(entry) && !wrong) {
      wrong = Error{.kind = ErrorKind::kInvalid,
                    .what = "is no list of images with Config and Layers",
                    .where = {.file = kManifest}};
    }
    if (auto single = check_members(entry, {"Config", "Layers", "RepoTags"}, kManifest); !single && !wrong)
      wrong = std::move(single).error();
    if (wrong) return;
    const auto id = promised_digest(entry["Config"].text());
    if (entry["RepoTags"].size() == 0) images.push_back({"", id, entry});
    entry["RepoTags"].each([&](Json tag) { images.push_back({std::string(tag.text()), id, entry}); });
  });
  if (wrong) return tl::unexpected(*wrong);
  if (images.empty()) return base::fail(ErrorKind::kNotFound, "manifest.json names no image");
  return images;
}

bool same_image(const Named& a, const Named& b) {
  std::vector<std::string> layers;
  a.entry["Layers"].each([&](Json layer) { layers.push_back(clean_name(layer.text())); });
  std::size_t i = 0;
  bool same = clean_name(a.entry["Config"].text()) == clean_name(b.entry["Config"].text());
  b.entry["Layers"].each([&](Json layer) {
    same = same && i < layers.size() && layers[i] == clean_name(layer.text());
    ++i;
  });
  return same && i == layers.size();
}

}  // namespace

bool is_docker_manifest(std::string_view text) {
  const auto document = codec::JsonDocument::parse(text);
  if (!document) {
    const auto start = base::trim(text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text);
    return start.starts_with('[') && base::contains(start, "\"Config\"") &&
           base::contains(start, "\"Layers\"");
  }
  bool described = document->root().is_array() && document->root().size() > 0;
  document->root().each([&](Json entry) { described = described && describes_image(entry); });
  return described;
}

Result<Image> load_docker(Store& store, const Selection& selection) {
  PQ_TRY(const auto text, read_file(store, kManifest));
  PQ_TRY(const auto document, read_json(text, kManifest));
  PQ_TRY(auto images, images_of(document.root()));
  std::vector<std::string> names;
  bool ambiguous = false;  // one name for two images
  for (const auto& one : images) {
    names.push_back(one.reference.empty() ? one.id : one.reference);
    ambiguous = ambiguous || (one.reference == images.front().reference && !same_image(one, images.front()));
  }
  if (!selection.ref.empty()) {
    std::erase_if(images, [&](const Named& n) {
      return !refers(n.reference, selection.ref) && (n.id.empty() || n.id != selection.ref);
    });
  }
  if (images.empty())
    return base::fail(ErrorKind::kNotFound,
                      fmt::format("no image \"{}\"; there are: {}", selection.ref, list_of(names)));
  const auto& first = images.front();
  const bool several =
      !std::all_of(images.begin(), images.end(), [&](const Named& n) { return same_image(n, first); });
  if (several && ambiguous) {
    for (const auto& one : images) names.push_back(one.id);
    return base::fail(ErrorKind::kUsage, "several images, and two of one name: " + list_of(std::move(names)),
                      {}, "choose one by the digest of its config: --ref sha256:…");
  }
  if (several)
    return base::fail(ErrorKind::kUsage, "several images: " + list_of(names), {}, "choose one with --ref");
  PQ_TRY(auto image, read_image(store, first));
  if (selection.platform && !model::distance(image.platform, *selection.platform)) {
    return base::fail(ErrorKind::kUsage,
                      fmt::format("the image is for {}, not for {}", model::to_string(image.platform),
                                  model::to_string(*selection.platform)));
  }
  return image;
}

}  // namespace pratique::oci
