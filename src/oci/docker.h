// The archives of `docker save` and of builders that write the same form (Docker image specification v1.2,
// "Combined Image JSON + Filesystem Changeset Format"): manifest.json names configs and layers by any names,
// layers plain or packed. Inside oci only.
#pragma once

#include "oci/documents.h"

namespace pratique::oci {

// Errors as of load_image().
Result<Image> load_docker(Store& store, const Selection& selection);

}  // namespace pratique::oci
