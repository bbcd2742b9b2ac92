// The inventory: the one document between analysis and everything else. What was looked at (subject), what is
// in it (components), and what could not be read (notes). Documented for users in docs/formats/inventory.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.h"
#include "model/note.h"

namespace pratique::model {

struct Platform {
  std::string os;            // "linux"
  std::string architecture;  // GOARCH names: "amd64", "arm64"
  std::string variant;       // "v7"; may be empty
  bool operator==(const Platform&) const = default;
};
std::string to_string(const Platform& platform);  // "linux/arm64/v8"
// "linux/arm/v7", "arm64" (then linux), "linux" (then amd64); as written, normal() makes one spelling.
Result<Platform> parse_platform(std::string_view text);

struct Layer {
  std::string diff_id;  // "sha256:…" of the uncompressed tar
  std::string digest;   // of the blob as stored; equals diff_id when it is not compressed
  std::string media_type;
  std::uint64_t size = 0;  // bytes of the blob as stored
  std::string created_by;  // history entry of the image config; may be empty
  bool operator==(const Layer&) const = default;
};

// os-release(5). All empty when the image has none.
struct Distro {
  std::string id;                    // "debian", "alpine", "almalinux"
  std::string version_id;            // "12", "3.18.9"
  std::string name;                  // PRETTY_NAME, else NAME
  std::string codename;              // VERSION_CODENAME; "" when there is none
  std::vector<std::string> id_like;  // "rhel", "fedora"…, nearest first
  bool operator==(const Distro&) const = default;
};

enum class SubjectKind { kImage, kFilesystem, kSource, kSbom };
const char* to_string(SubjectKind kind);  // "image", "filesystem", "source", "sbom"
Result<SubjectKind> parse_subject_kind(std::string_view text);

struct Subject {
  SubjectKind kind = SubjectKind::kImage;
  std::string name;    // as the user gave it, or the reference inside the archive: "bench/node-app:latest"
  std::string digest;  // of the manifest, "sha256:…"; empty when there is no manifest
  std::string config_digest;  // the image ID
  Platform platform;
  std::string created;  // RFC 3339, from the image config
  std::map<std::string, std::string> labels;
  std::vector<Layer> layers;  // lowest first
  std::uint64_t size = 0;     // bytes as stored: blobs of the image, or of the archive
  Distro distro;
  bool operator==(const Subject&) const = default;
};

struct Inventory {
  Subject subject;
  std::vector<Component> components;  // sorted by before()
  std::vector<Note> notes;            // sorted, unique
  bool operator==(const Inventory&) const = default;
};

// What makes components one package (docs/glossary.md): type, namespace, name and version of the purl. One
// package may have several records: found in two places of which an OS package owns one, or for two
// architectures.
struct PackageKey {
  std::string_view type, name_space, name, version;  // views into the component
  auto operator<=>(const PackageKey&) const = default;
};
PackageKey package_of(const Component& component);
// How many packages there are: the number of every report.
std::size_t count_packages(const Inventory& inventory);
// How many the components of these indices are.
std::size_t count_packages(const Inventory& inventory, const std::vector<std::size_t>& components);

// Sorts and removes doubles everywhere, so that equal content is equal bytes.
void normalise(Inventory& inventory);

}  // namespace pratique::model
