// A publication as an OCI artifact (OCI image-spec v1.1, manifest.md, "Guidelines for Artifact Usage"): one manifest,
// each file a layer with its name as title.
#pragma once

#include <functional>
#include <string>

#include "oci/registry/repository.h"

namespace pratique::publish {

inline constexpr std::string_view kArtifactType = "application/vnd.pratique.database.v1";
inline constexpr std::string_view kWholeMedia = "application/vnd.pratique.database.v1.sqlite+zstd";
inline constexpr std::string_view kDeltaMedia = "application/vnd.pratique.database.v1.delta";
inline constexpr std::string_view kTrustMedia = "application/vnd.pratique.database.v1.trust+json";
inline constexpr std::string_view kTitle = "org.opencontainers.image.title";

struct PushResult {
  std::string digest;
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  bool is_signed = false;
};
// Sends what the publication in `folder` offers now: blobs that are there already are not sent again. `progress`: as in
// PullRequest. `created`: RFC 3339. Errors: kInvalid for a folder that is none; kUsage for a reference with a digest;
// those of the registry.
Result<PushResult> push(
    const std::string& folder, const std::string& reference, const std::string& created,
    const oci::registry::Settings& settings,
    const std::function<void(const std::string& what, std::uint64_t done, std::uint64_t of)>& progress);

}  // namespace pratique::publish
