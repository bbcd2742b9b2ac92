// An index of base images as an OCI artifact: one manifest, whose only layer is the file (OCI image-spec v1.1, manifest.md,
// "Guidelines for Artifact Usage").
#pragma once

#include <string>

#include "bases/index.h"
#include "oci/registry/repository.h"

namespace pratique::bases {

inline constexpr std::string_view kIndexArtifact = "application/vnd.pratique.base-index.v1";
inline constexpr std::string_view kIndexMedia = "application/vnd.pratique.base-index.v1.sqlite";

struct SharedIndex {
  // Of the manifest.
  std::string digest;
  std::uint64_t bytes = 0;
};
// Sends the file under the reference's tag. Errors: kUsage for a reference with a digest; those of reading and of the
// registry; kLimit over kMaxIndexBytes.
Result<SharedIndex> push_index(const std::string& path, const std::string& reference,
                               const oci::registry::Settings& settings);
// Gets what lies there, verified by its digest, into the file. The file is an index: Index::open() says whether it is sound.
// Errors: kUnsupported for another artifact; those of the registry and of writing; kLimit.
Result<SharedIndex> pull_index(const std::string& reference, const oci::registry::Settings& settings,
                               const std::string& path);

}  // namespace pratique::bases
