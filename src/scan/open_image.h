// An image by its target, for commands that look at it without reading its layers.
#pragma once

#include <memory>

#include "attest/find.h"
#include "base/meter.h"
#include "oci/image.h"
#include "scan/scan.h"

namespace pratique::scan {

struct OpenImage {
  std::unique_ptr<oci::Store> store;
  // On the heap: what looks beside it keeps its place.
  std::unique_ptr<const oci::Image> image;
  std::unique_ptr<attest::Neighbours> neighbours;
};

// Errors: those of load_image() and of open_named() (scan/pull.h); kUsage for a target that is no image. The meter must outlive
// what is opened.
Result<OpenImage> open_image(const Target& target, const ScanOptions& options, base::Meter& meter);

}  // namespace pratique::scan
