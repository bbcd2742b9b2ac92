// Images in containerd's content store, read from the disk as they lie there (containerd, docs/content-flow.md
// and metadata/buckets.go): blobs by their digest in files, names in a bolt database. No daemon is asked.
#pragma once

#include <memory>
#include <string>

#include "net/proxy.h"
#include "oci/image.h"

namespace pratique::oci::engine {

// The image of that name, or of that digest, as a store with an index of the one entry. Looks into the
// namespace that CONTAINERD_NAMESPACE names, else into "k8s.io", "default", "moby" and then all others.
// PRATIQUE_CONTAINERD_ROOT: where containerd keeps its things; default /var/lib/containerd. Errors: kNotFound with
// what there is; kIo where it may not be read; those of BoltFile.
Result<std::unique_ptr<Store>> open_containerd(const std::string& reference,
                                               const net::Environment& environment);

}  // namespace pratique::oci::engine
