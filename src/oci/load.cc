// From a store to one image: index.json → (indexes →) manifest → config, or manifest.json of `docker save`.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "crypto/digest.h"
#include "model/platform.h"
#include "oci/choose.h"
#include "oci/docker.h"

namespace pratique::oci {

using codec::Json;

namespace {

constexpr const char* kIndex = "index.json";
constexpr const char* kManifest = "manifest.json";

// "" when it is not there or cannot be read: then it declares nothing.
std::string text_of(Store& store, const char* name) {
  if (!store.size(name)) return "";
  return read_file(store, name).value_or("");
}

// What is read of a registry costs a request each.
constexpr IndexLimits kRegistryLimits{.depth = 4, .entries = 1'000};

bool has_digest(Json descriptor) { return crypto::is_sha256(descriptor["digest"].text()); }

// image-layout.md, "oci-layout file".
bool has_marker(Store& store) { return base::contains(text_of(store, "oci-layout"), "imageLayoutVersion"); }

// An index beside the marker, or one that names manifests by digest.
bool is_layout(Store& store) {
  const auto index = text_of(store, kIndex);
  if (index.empty()) return false;
  if (has_marker(store)) return true;
  const auto document = codec::JsonDocument::parse(index);
  return document && has_digest(document->root()["manifests"].at(0));
}

// skopeo's "dir:": the manifest as a registry gives it, and blobs named by their digest.
bool is_skopeo_folder(std::string_view manifest) {
  const auto document = codec::JsonDocument::parse(manifest);
  if (!document) return false;
  const auto root = document->root();
  return root["schemaVersion"].integer() == 2 &&
         (has_digest(root["config"]) || has_digest(root["manifests"].at(0)));
}

// `docker save` before Docker 1.10: {"NAME": {"TAG": "ID"}}, and ID/json for each layer.
bool is_old_docker(Store& store) {
  const auto document = codec::JsonDocument::parse(text_of(store, "repositories"));
  if (!document) return false;
  bool found = false;
  document->root().each_member([&](std::string_view, Json tags) {
    tags.each_member([&](std::string_view, Json id) {
      found = found || store.size(std::string(id.text()) + "/json") ||
              store.size(std::string(id.text()) + "/layer.tar");
    });
  });
  return found;
}

Result<void> check_platform(const Image& image, const std::optional<model::Platform>& wanted) {
  if (!wanted || model::distance(image.platform, *wanted)) return {};
  return base::fail(ErrorKind::kUsage,
                    fmt::format("the image is for {}, not for {}", model::to_string(image.platform),
                                model::to_string(*wanted)));
}

// The index knows what the config leaves out (old builders write no variant). Where both speak and differ,
// the config counts: it is what will run.
void join_platforms(const std::optional<model::Platform>& named, Image& image) {
  if (!named) return;
  auto& platform = image.platform;
  if (platform.os.empty()) platform.os = named->os;
  if (platform.architecture.empty()) platform.architecture = named->architecture;
  if (platform.variant.empty() && model::normal(*named).architecture == model::normal(platform).architecture)
    platform.variant = named->variant;
  if (model::distance(platform, *named)) return;
  image.notes.push_back({.code = "platform",
                         .message = fmt::format("the index says {}, the image's config {}",
                                                model::to_string(*named), model::to_string(platform))});
}

std::size_t count_images(const std::vector<Choice>& images, const std::string& index) {
  std::set<std::string> named;
  for (const auto& image : images) {
    if (std::ranges::find(image.indexes, index) != image.indexes.end()) named.insert(image.digest);
  }
  return named.size();
}

Result<Image> load_listed(Store& store, Listing listing, const Selection& selection, const Naming& naming) {
  auto notes = listing.notes;
  auto beside = std::move(listing.beside);
  const auto images = listing.images;
  PQ_TRY(const auto choice, choose(store, std::move(listing), selection, naming, notes));
  const auto manifest = naming.manifest(choice.digest);
  PQ_TRY(const auto content, read_verified(store, {.digest = choice.digest, .size = choice.size}, manifest));
  PQ_TRY(auto image, read_manifest(store, content, manifest, naming));
  image.reference = choice.reference;
  for (const auto& one : beside) {
    const auto about = one.annotations.find("vnd.docker.reference.digest");
    if (is_attestation_manifest(one) && about != one.annotations.end() && about->second == choice.digest)
      image.attestations.push_back({one.digest});
  }
  for (const auto& index : choice.indexes) image.indexes.push_back({index, count_images(images, index)});
  image.beside = std::move(beside);
  image.naming = naming;
  image.notes.insert(image.notes.end(), notes.begin(), notes.end());
  join_platforms(choice.platform, image);
  PQ_CHECK(check_platform(image, selection.platform));
  return image;
}

Result<Image> load_layout(Store& store, const Selection& selection) {
  PQ_TRY(const auto text, read_file(store, kIndex));
  PQ_TRY(auto listing, list_images(store, text, kIndex, {}));
  // Docker 25 saves an image that has no tag with an index that names nothing; manifest.json names it.
  if (listing.images.empty() && store.size(kManifest)) return load_docker(store, selection);
  return load_listed(store, std::move(listing), selection, {});
}

Result<Image> load_skopeo_folder(Store& store, const Selection& selection, const IndexLimits& limits) {
  const Naming naming{.folder = "", .manifest_ending = ".manifest.json"};
  PQ_TRY(const auto text, read_file(store, kManifest));
  PQ_TRY(const auto document, read_json(text, kManifest));
  if (document.root()["manifests"]) {
    PQ_TRY(auto listing, list_images(store, text, kManifest, naming, limits));
    // Unlike a layout's index.json it is a blob itself.
    for (auto& one : listing.images) one.indexes.push_back(crypto::sha256(base::as_bytes(text)));
    return load_listed(store, std::move(listing), selection, naming);
  }
  PQ_TRY(auto image, read_manifest(store, text, kManifest, naming));
  image.naming = naming;
  PQ_CHECK(check_platform(image, selection.platform));
  return image;
}

}  // namespace

Form form_of(Store& store) {
  if (const auto known = store.form()) return *known;
  if (is_layout(store)) return Form::kLayout;
  if (const auto manifest = text_of(store, kManifest); !manifest.empty()) {
    if (is_docker_manifest(manifest)) return Form::kDocker;
    if (is_skopeo_folder(manifest)) return Form::kSkopeoFolder;
  }
  if (has_marker(store)) return Form::kLayout;  // a layout that lost its index
  return is_old_docker(store) ? Form::kOldDocker : Form::kNone;
}

namespace {

Result<Image> load_form(Store& store, const Selection& selection) {
  switch (form_of(store)) {
    case Form::kLayout:
      return load_layout(store, selection);
    case Form::kDocker:
      return load_docker(store, selection);
    case Form::kSkopeoFolder:
      return load_skopeo_folder(store, selection, {});
    case Form::kRegistry:
      return load_skopeo_folder(store, selection, kRegistryLimits);
    case Form::kOldDocker:
      return base::fail(ErrorKind::kUnsupported, "an archive of Docker before 1.10, without manifest.json",
                        {}, "load it with docker and save it again");
    case Form::kNone:
      break;
  }
  // Files of these names whose content is not what it should be: their readers say what is wrong.
  if (store.size(kIndex)) return load_layout(store, selection);
  if (store.size(kManifest)) return load_docker(store, selection);
  return base::fail(ErrorKind::kInvalid,
                    "neither index.json nor manifest.json: no OCI layout and no docker-archive");
}

}  // namespace

Result<Image> load_image(Store& store, const Selection& selection) {
  PQ_TRY(auto image, load_form(store, selection));
  for (auto& note : store.notes()) image.notes.push_back(std::move(note));
  return image;
}

}  // namespace pratique::oci
