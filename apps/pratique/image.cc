#include "image.h"

#include "base/text.h"
#include "codec/json.h"
#include "model/platform_words.h"
#include "pull.h"

namespace pratique::app {

void add_image(CLI::App& command, CommonOptions& options) {
  command.set_help_flag("-h,--help", "Print this help");
  command.add_option(
      "image", options.target,
      "IMAGE is an OCI layout folder or an image archive, told by its content, or with a prefix: "
      "oci-dir://DIR, archive://FILE; or an image of a registry: registry.example/app:1, registry://REF.");
  command.add_option("--platform", options.platform, "Platform of a multi-platform image: linux/arm64")
      ->type_name("OS/ARCH");
  command.add_option("--ref", options.ref, "Which image of an archive or layout that holds several")
      ->type_name("NAME");
  add_pulling(command, options);
}

Result<NamedImage> open_named(const CommonOptions& options, Teller& teller) {
  if (options.target.empty()) {
    return base::fail(ErrorKind::kUsage, "which image?", {},
                      "give a path or an image: oci-dir://image, registry.example/app:1");
  }
  NamedImage image;
  PQ_TRY(image.target, scan::parse_target(options.target));
  scan::ScanOptions opening;
  opening.selection.ref = options.ref;
  if (!options.platform.empty()) {
    PQ_TRY(opening.selection.platform, model::platform_named(options.platform));
  }
  if (image.target.kind == scan::TargetKind::kNamed) {
    PQ_TRY(opening.pull, pulling(options, image.target, teller));
  }
  image.meter = std::make_unique<base::Meter>();
  PQ_TRY(image.open, scan::open_image(image.target, opening, *image.meter));
  return image;
}

Result<oci::Descriptor> subject_descriptor(const NamedImage& image) {
  const auto& digest = image.open.image->manifest_digest;
  if (digest.empty()) {
    return base::fail(ErrorKind::kUnsupported, "a docker-archive has no manifest that could be a subject",
                      {.file = image.target.name}, "copy it into an OCI layout folder first");
  }
  PQ_TRY(const auto text, image.open.neighbours->manifest(digest));
  PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  auto media_type = document.root()["mediaType"].text_or("");
  if (media_type.empty()) media_type = "application/vnd.oci.image.manifest.v1+json";
  return oci::Descriptor{.media_type = std::move(media_type), .digest = digest, .size = text.size()};
}

Result<bool> attach(const NamedImage& image, const attest::Referrer& referrer) {
  if (image.target.kind == scan::TargetKind::kOciFolder)
    return attest::attach_to_layout(image.target.path, referrer);
  if (auto* repository = image.open.store->repository())
    return attest::attach_to_repository(*repository, referrer, image.open.image->manifest_digest);
  return base::fail(ErrorKind::kUnsupported, "an archive is not written into", {.file = image.target.name},
                    "copy the image into an OCI layout folder, or push it to a registry, first");
}

}  // namespace pratique::app
