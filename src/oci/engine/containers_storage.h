// Images in the storage of Podman, Buildah and CRI-O, read from the disk as they lie there
// (github.com/containers/storage): lists in JSON, manifests and configs in files, layers unpacked as folders.
// The packed layers are not there, so their digests cannot be verified; those of manifest and config are.
#pragma once

#include <string>
#include <vector>

#include "net/proxy.h"
#include "oci/image.h"

namespace pratique::oci::engine {

struct StorageImage {
  Image image;
  // Of each layer, lowest first, its folder: one of an overlay file system. `whole_tree`: one folder only, in
  // which all layers lie together (driver vfs).
  std::vector<std::string> folders;
  bool whole_tree = false;
  // "/var/lib/containers/storage".
  std::string root;
};

// The image of that name, id (or the beginning of one, from 3 digits) or digest. "[DRIVER@ROOT+RUNROOT]NAME" says
// where, as skopeo has it. Otherwise the storage that CONTAINERS_STORAGE_CONF, ~/.config/containers/storage.conf
// (not for root) or /etc/containers/storage.conf describes, else root's or the user's usual one; and the
// additional image stores that are named there. Errors: kNotFound with what there is; kIo where it may not be
// read; kUnsupported for drivers that keep no folders; kMismatch for a manifest, config or list of layers that
// is not what it should be; kInvalid.
Result<StorageImage> find_in_storage(const std::string& reference, const net::Environment& environment);

// The lists themselves, for whoever has their texts. Errors: kInvalid, kLimit. Inside oci, and for fuzzing.
struct StorageEntry {
  std::string id, digest, top_layer;
  std::vector<std::string> names;
};
Result<std::vector<StorageEntry>> parse_storage_images(std::string_view text);
struct StorageLayer {
  std::string id, parent, diff_id;
};
Result<std::vector<StorageLayer>> parse_storage_layers(std::string_view text);

}  // namespace pratique::oci::engine
