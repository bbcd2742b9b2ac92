// Images that are named by a reference: who is asked for them, and what is said when nobody has them.
#pragma once

#include <memory>

#include "scan/scan.h"

namespace pratique::scan {

// The image as a store, of the first that has it: an engine of this machine, its registry. The registry is not
// asked yet: what it says shows when the image is loaded. Errors: kNotFound, and those of the one that is asked
// last.
Result<std::unique_ptr<oci::Store>> open_named(const Target& target, const ScanOptions& options);

// The error of an image that was named by a word alone, which may have been meant as a path.
tl::unexpected<Error> told_of(const Target& target, Error error);

}  // namespace pratique::scan
