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
  // "linux".
  std::string os;
  // GOARCH names: "amd64", "arm64".
  std::string architecture;
  // "v7"; may be empty.
  std::string variant;
  bool operator==(const Platform&) const = default;
};
std::string to_string(const Platform& platform);  // "linux/arm64/v8"
// "linux/arm/v7", "arm64" (then linux), "linux" (then amd64); as written, normal() makes one spelling.
Result<Platform> parse_platform(std::string_view text);

struct Layer {
  // "sha256:…" of the uncompressed tar.
  std::string diff_id;
  // Of the blob as stored; equals diff_id when it is not compressed.
  std::string digest;
  std::string media_type;
  // Bytes of the blob as stored.
  std::uint64_t size = 0;
  // History entry of the image config, secrets redacted; may be empty.
  std::string created_by;
  bool operator==(const Layer&) const = default;
};

// os-release(5). All empty when the image has none.
struct Distro {
  // "debian", "alpine", "almalinux".
  std::string id;
  // "12", "3.18.9".
  std::string version_id;
  // PRETTY_NAME, else NAME.
  std::string name;
  // VERSION_CODENAME; "" when there is none.
  std::string codename;
  // "rhel", "fedora"…, nearest first.
  std::vector<std::string> id_like;
  // CPE_NAME, as stated: "cpe:/o:almalinux:almalinux:9::baseos".
  std::string cpe;
  bool operator==(const Distro&) const = default;
};

enum class SubjectKind { kImage, kFilesystem, kSource, kSbom };
const char* to_string(SubjectKind kind);  // "image", "filesystem", "source", "sbom"
Result<SubjectKind> parse_subject_kind(std::string_view text);

// image-spec config.md, "healthcheck" of Docker's config: times in nanoseconds as there; 0 is the default.
struct Healthcheck {
  // "CMD-SHELL", "curl …"; secrets redacted.
  std::vector<std::string> test;
  std::uint64_t interval = 0, timeout = 0, start_period = 0;
  std::uint64_t retries = 0;
  bool operator==(const Healthcheck&) const = default;
};

// How a container of the image starts (image-spec config.md, "config"). Whatever in it looks secret was taken
// out when it was read (model/redact.h).
struct ImageConfig {
  // "1000:1000", "www-data"; empty: root.
  std::string user;
  std::string working_dir;
  // "NAME=value", in the order of the config.
  std::vector<std::string> env;
  std::vector<std::string> entrypoint, cmd, shell;
  // "8080/tcp", sorted.
  std::vector<std::string> ports;
  // Sorted.
  std::vector<std::string> volumes;
  std::string stop_signal;
  Healthcheck healthcheck;
  bool operator==(const ImageConfig&) const = default;
};

// One entry of the image's history, oldest first (image-spec config.md, "history").
inline constexpr std::int64_t kNoLayer = -1;
struct Instruction {
  // Secrets redacted.
  std::string created_by;
  // RFC 3339.
  std::string created;
  std::string author, comment;
  // Number of the layer that it made, from 0; kNoLayer: it made none, or the history does not fit the layers.
  std::int64_t layer = kNoLayer;
  bool operator==(const Instruction&) const = default;
};

// An image that this one was built on, as far as it says so.
struct BaseImage {
  // "docker.io/library/debian:12".
  std::string name;
  // Of its manifest.
  std::string digest;
  bool operator==(const BaseImage&) const = default;
};

// Where its content comes from, by its own word (image-spec annotations.md).
struct Provenance {
  // Org.opencontainers.image.source: a repository.
  std::string source;
  // Org.opencontainers.image.revision: a commit there.
  std::string revision;
  bool operator==(const Provenance&) const = default;
};

// A statement about the image that lies beside it in its index (BuildKit's "attestation-manifest"). That it is
// there; it was neither read nor verified.
struct Attestation {
  // Of its manifest.
  std::string digest;
  bool operator==(const Attestation&) const = default;
};

// The SBOM that the components were taken from, where that is one that lies beside the image instead of its layers.
// All empty: the layers were read.
struct AttestedSbom {
  // Of the blob that holds it.
  std::string digest;
  // "https://spdx.dev/Document".
  std::string predicate_type;
  // The digest that it is about: of the image's manifest, or of the index that names only this image.
  std::string about;
  // "index", "referrer", "cosign": where it was found.
  std::string place;
  // What wrote it, by its own word; may be empty.
  std::string generator;
  // "unverified": nobody looked whether somebody signed it, and who.
  std::string verification;
  bool operator==(const AttestedSbom&) const = default;
};

struct Subject {
  SubjectKind kind = SubjectKind::kImage;
  // As the user gave it, or the reference inside the archive: "bench/node-app:latest".
  std::string name;
  // Who gave it, where several may: "registry docker.io", "registry mirror:5000 (mirror of docker.io)"; empty
  // for what lies in a file or folder.
  std::string obtained_from;
  // Of the manifest, "sha256:…"; empty when there is no manifest.
  std::string digest;
  // The image ID.
  std::string config_digest;
  Platform platform;
  // RFC 3339, from the image config.
  std::string created;
  // Of the config; secrets redacted.
  std::map<std::string, std::string> labels;
  // Of the manifest; secrets redacted.
  std::map<std::string, std::string> annotations;
  ImageConfig config;
  // Oldest first.
  std::vector<Instruction> history;
  // Lowest first.
  std::vector<Layer> layers;
  // Nearest first.
  std::vector<BaseImage> bases;
  Provenance provenance;
  std::vector<Attestation> attestations;
  AttestedSbom attested_sbom;
  // Bytes as stored: blobs of the image, or of the archive.
  std::uint64_t size = 0;
  Distro distro;
  bool operator==(const Subject&) const = default;
};

}  // namespace pratique::model
