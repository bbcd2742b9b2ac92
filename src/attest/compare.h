// An attested SBOM against what the layers hold.
#pragma once

#include <string>
#include <vector>

#include "model/inventory.h"

namespace pratique::attest {

// One package on one side.
struct ComparedPackage {
  // "pkg:npm/lodash@4.17.11": without qualifiers.
  std::string purl;
  // Where it was read from; may be empty.
  std::string path;
  bool operator==(const ComparedPackage&) const = default;
};

// The same package in two versions.
struct OtherVersion {
  std::string name;
  std::string listed, found;
  // Where it was found.
  std::string path;
  bool operator==(const OtherVersion&) const = default;
};

// All lists sorted. Packages meet by the normalised purl: type, namespace (not of a distribution's packages: tools differ
// in it), name and version, epochs and Go's "v" in one spelling; qualifiers and subpaths say nothing.
struct SbomDifference {
  // In the layers, not in the SBOM.
  std::vector<ComparedPackage> missing;
  // In the SBOM, not in the layers.
  std::vector<ComparedPackage> invented;
  std::vector<OtherVersion> other_version;
  // In the layers only by the word of a lock file or requirement, where the SBOM's writer does not list such. Not counted.
  std::vector<ComparedPackage> declared;
  // In the SBOM, of a kind that this program cannot see: types that no package manager installs (pkg:generic), and such of
  // which files lie in the layers that it does not read. Not counted.
  std::vector<ComparedPackage> unchecked;
  // Types of which the layers hold packages and the SBOM lists none. Their packages are `missing`, and counted.
  std::vector<std::string> unlisted_types;
  // Packages on both sides.
  std::size_t same = 0;

  bool differs() const { return !missing.empty() || !invented.empty() || !other_version.empty(); }
};

// `ours`: the SBOM was written by this program, which lists whatever lock files name.
SbomDifference compare_sboms(const model::Inventory& listed, const model::Inventory& found, bool ours);

}  // namespace pratique::attest
