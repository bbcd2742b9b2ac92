// Policies as an OCI artifact: one manifest, each file of Rego a layer with its name as title (OCI image-spec v1.1, manifest.md,
// "Guidelines for Artifact Usage"). The built-in policies are code; a bundle of them says so and nothing more.
#pragma once

#include <string>
#include <vector>

#include "cli.h"
#include "policy/rego/file.h"

namespace pratique::app {

inline constexpr std::string_view kPolicyArtifact = "application/vnd.pratique.policy-bundle.v1";
inline constexpr std::string_view kRegoMedia = "application/vnd.pratique.policy.v1.rego";

struct PushedPolicies {
  // Of the manifest.
  std::string digest;
  std::uint64_t bytes = 0;
};
// Sends the files, tests left out, under the reference's tag; none: the built-in policies. Errors: kUsage for a reference with
// a digest; those of the registry.
Result<PushedPolicies> push_policies(const std::vector<policy::RegoFile>& files, const std::string& reference,
                                     const CommonOptions& options);

struct PulledPolicies {
  std::string digest;
  std::vector<policy::RegoFile> files;
  bool built_in = false;
  // Nothing was asked of the registry but what the tag means.
  bool cached = false;
};
// What lies there: layers that are files of Rego by their titles, whoever pushed them. Each is verified by its digest and kept in
// the user's cache folder, where it is found the next time. Errors: kUnsupported for another artifact; those of the registry;
// kLimit.
Result<PulledPolicies> pull_policies(const std::string& reference, const CommonOptions& options);

}  // namespace pratique::app
