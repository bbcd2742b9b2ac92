// Images that are named by a reference: who is asked for them, and what is said when nobody has them.
#pragma once

#include <memory>

#include "scan/scan.h"

namespace pratique::scan {

// The image as a store, of its registry, which is not asked yet: what it says shows when the image is loaded.
Result<std::unique_ptr<oci::Store>> open_named(const Target& target, const ScanOptions& options);

// The error of an image that was named by a word alone, which may have been meant as a path.
tl::unexpected<Error> told_of(const Target& target, Error error);

}  // namespace pratique::scan
