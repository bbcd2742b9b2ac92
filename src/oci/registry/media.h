// Media types of manifests (image-spec media-types.md; Docker's image manifest v2, schema 2), and what is asked
// for. Inside oci::registry only.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::oci::registry {

inline constexpr std::string_view kOciIndex = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view kOciManifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view kArtifactManifest = "application/vnd.oci.artifact.manifest.v1+json";
inline constexpr std::string_view kDockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
inline constexpr std::string_view kDockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

// The value of Accept: all of these.
std::string accepted_manifests();

// What the text says that it is, else what the header says. kUnsupported for schema 1, of Docker before 1.10
// (2016), whose layers are named by what cannot be verified; kInvalid for what is no JSON object.
Result<std::string> media_type_of(std::string_view text, std::string_view header, const std::string& name);

}  // namespace pratique::oci::registry
