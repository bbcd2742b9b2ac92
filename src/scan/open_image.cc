#include "scan/open_image.h"

namespace pratique::scan {

namespace {

tl::unexpected<Error> no_image(const Target& target) {
  return base::fail(ErrorKind::kUsage, "no image: attestations are attached to images", {.file = target.name},
                    "give an OCI layout folder or an image archive");
}

Result<std::unique_ptr<oci::Store>> open_store(const Target& target, base::Meter& meter) {
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
    default:
      return no_image(target);
  }
}

}  // namespace

Result<OpenImage> open_image(const Target& target, const oci::Selection& selection, base::Meter& meter) {
  auto opened = [&]() -> Result<OpenImage> {
    OpenImage open;
    PQ_TRY(open.store, open_store(target, meter));
    PQ_TRY(auto image, oci::load_image(*open.store, selection));
    open.image = std::make_unique<const oci::Image>(std::move(image));
    open.neighbours = attest::neighbours_in(*open.store, *open.image);
    return open;
  }();
  if (!opened) return tl::unexpected(std::move(opened).error().in(target.path));
  return opened;
}

}  // namespace pratique::scan
