// Repositories of VEX documents as VEX Hub publishes them (VEX Repository Specification 0.1,
// https://github.com/aquasecurity/vex-repo-spec): a manifest that leads to an archive, in it an index that names documents.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"

namespace pratique::vex {

// Of an archive: its bytes as they come, all that it unpacks to, its members, documents in it.
inline constexpr std::uint64_t kMaxHubArchive = 64ull << 20;
inline constexpr std::uint64_t kMaxHubUnpacked = 256ull << 20;
inline constexpr std::size_t kMaxHubMembers = 200'000;
inline constexpr std::size_t kMaxHubDocuments = 50'000;

// Where the archive of a repository is (§2.5, "Locations Subfields").
struct HubLocation {
  // As written, without `folder`; absolute or relative to the manifest.
  std::string address;
  // What stands behind "//" at its end: the folder of the archive that is the repository. May be empty.
  std::string folder;
};
// "https://host/main.tar.gz//repo-main" taken apart.
HubLocation hub_location(std::string_view address);

// The manifest, vex-repository.json: the locations of its version 0.x, in their order. Nothing: the text is no manifest.
// Errors: kUnsupported: no version of it is 0.x, or it has no location.
Result<std::optional<std::vector<HubLocation>>> read_hub_manifest(std::string_view text);

// The index, index.json (§3.3): the paths of the documents that it names, sorted, each once. Nothing: the text is no index.
// A path that is absolute or climbs is none of the repository's and is left out; `left_out` counts these.
// Errors: kLimit over kMaxHubDocuments.
struct HubIndex {
  std::vector<std::string> documents;
  std::size_t left_out = 0;
};
Result<std::optional<HubIndex>> read_hub_index(std::string_view text);

// Whether the bytes begin as an archive, or as something packed.
bool may_be_archive(std::string_view bytes);
// Files of an archive that can be documents (.json, .xml), by their paths: tar, packed by gzip, xz, bzip2 or zstd or not at
// all; zip; or one packed document, whose path is "". Links and members whose paths climb are passed over; of two of one
// name the last counts. Nothing of it is written to a disk. Errors: kInvalid: damaged, or none of these; kLimit.
Result<std::map<std::string, std::string>> unpack_documents(std::string_view bytes);
// Of these the files below a folder, named from there; where `folder` is empty and all lie in one folder that has an
// index.json, as the archives of forges do, from that.
std::map<std::string, std::string> rooted(std::map<std::string, std::string> files, std::string_view folder);

}  // namespace pratique::vex
