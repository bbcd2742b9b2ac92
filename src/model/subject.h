// The subject of an inventory: what was looked at, as its own configuration and its name tell it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/box.h"
#include "base/result.h"

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
  std::string created_by;  // history entry of the image config, secrets redacted; may be empty
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

// image-spec config.md, "healthcheck" of Docker's config: times in nanoseconds as there; 0 is the default.
struct Healthcheck {
  std::vector<std::string> test;  // "CMD-SHELL", "curl …"; secrets redacted
  std::uint64_t interval = 0, timeout = 0, start_period = 0;
  std::uint64_t retries = 0;
  bool operator==(const Healthcheck&) const = default;
};

// How a container of the image starts (image-spec config.md, "config"). Whatever in it looks secret was taken
// out when it was read (model/redact.h).
struct ImageConfig {
  std::string user;  // "1000:1000", "www-data"; empty: root
  std::string working_dir;
  std::vector<std::string> env;  // "NAME=value", in the order of the config
  std::vector<std::string> entrypoint, cmd, shell;
  std::vector<std::string> ports;    // "8080/tcp", sorted
  std::vector<std::string> volumes;  // sorted
  std::string stop_signal;
  Healthcheck healthcheck;
  bool operator==(const ImageConfig&) const = default;
};

// One entry of the image's history, oldest first (image-spec config.md, "history").
inline constexpr std::int64_t kNoLayer = -1;
struct Instruction {
  std::string created_by;  // secrets redacted
  std::string created;     // RFC 3339
  std::string author, comment;
  // Number of the layer that it made, from 0; kNoLayer: it made none, or the history does not fit the layers.
  std::int64_t layer = kNoLayer;
  bool operator==(const Instruction&) const = default;
};

// An image that this one was built on, as far as it says so.
struct BaseImage {
  std::string name;    // "docker.io/library/debian:12"
  std::string digest;  // of its manifest
  bool operator==(const BaseImage&) const = default;
};

// Where its content comes from, by its own word (image-spec annotations.md).
struct Provenance {
  std::string source;    // org.opencontainers.image.source: a repository
  std::string revision;  // org.opencontainers.image.revision: a commit there
  bool operator==(const Provenance&) const = default;
};

// A statement about the image that lies beside it in its index (BuildKit's "attestation-manifest"). That it is
// there; it was neither read nor verified.
struct Attestation {
  std::string digest;  // of its manifest
  bool operator==(const Attestation&) const = default;
};

struct Subject {
  SubjectKind kind = SubjectKind::kImage;
  std::string name;    // as the user gave it, or the reference inside the archive: "bench/node-app:latest"
  std::string digest;  // of the manifest, "sha256:…"; empty when there is no manifest
  std::string config_digest;  // the image ID
  Platform platform;
  std::string created;                             // RFC 3339, from the image config
  std::map<std::string, std::string> labels;       // of the config; secrets redacted
  std::map<std::string, std::string> annotations;  // of the manifest; secrets redacted
  ImageConfig config;
  std::vector<Instruction> history;  // oldest first
  std::vector<Layer> layers;         // lowest first
  std::vector<BaseImage> bases;      // nearest first
  Provenance provenance;
  std::vector<Attestation> attestations;
  std::uint64_t size = 0;  // bytes as stored: blobs of the image, or of the archive
  Distro distro;
  bool operator==(const Subject&) const = default;
};

}  // namespace pratique::model
