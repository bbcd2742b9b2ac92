#include "scan/open_image.h"

#include "scan/pull.h"

namespace pratique::scan {

namespace {

tl::unexpected<Error> no_image(const Target& target) {
  return base::fail(ErrorKind::kUsage, "no image: attestations are attached to images", {.file = target.name},
                    "give an OCI layout folder, an image archive or an image's reference");
}

Result<std::unique_ptr<oci::Store>> open_store(const Target& target, const ScanOptions& options,
                                               base::Meter& meter) {
  switch (target.kind) {
    case TargetKind::kOciFolder:
      return oci::open_folder(target.path);
    case TargetKind::kArchive:
      return oci::open_archive(target.path, meter);
    case TargetKind::kRootTar: {
      // What declares an image may stand anywhere in a tar.
      PQ_TRY(auto store, oci::open_archive(target.path, meter));
      if (oci::form_of(*store) == oci::Form::kNone) return no_image(target);
      return store;
    }
    case TargetKind::kNamed:
      return open_named(target, options);
    default:
      return no_image(target);
  }
}

}  // namespace

Result<OpenImage> open_image(const Target& target, const ScanOptions& options, base::Meter& meter) {
  auto opened = [&]() -> Result<OpenImage> {
    OpenImage open;
    PQ_TRY(open.store, open_store(target, options, meter));
    PQ_TRY(auto image, oci::load_image(*open.store, options.selection));
    open.image = std::make_unique<const oci::Image>(std::move(image));
    open.neighbours = attest::neighbours_in(*open.store, *open.image);
    return open;
  }();
  if (!opened && target.kind == TargetKind::kNamed) return told_of(target, std::move(opened).error());
  if (!opened) return tl::unexpected(std::move(opened).error().in(target.path));
  return opened;
}

}  // namespace pratique::scan
